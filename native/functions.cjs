// Prints the names of the addon's functions, for the addon of other platforms: see addon/elsewhere.cc.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, 'addon');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.cc'))
  .flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/\bexports\.Set\("(\w+)"/g),
  ])
  .map(([, name]) => name);
console.log(names.sort().join(','));
