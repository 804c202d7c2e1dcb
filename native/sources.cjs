// Prints the C++ sources of one folder, for binding.gyp: a newcomer's file needs no line there.
const { readdirSync } = require('node:fs');

const folder = process.argv[2];
for (const file of readdirSync(folder).sort()) {
  if (file.endsWith('.cc')) console.log(`${folder}/${file}`);
}
