{
  # What native/sanitize.mjs adds to binding.gyp. Undefined behaviour ends the program, as a bad
  # access does; converting a number that does not fit is undefined too, but has a name of its own.
  #
  # Not the strategies, copies and consumers (mmu_strategies): their code is copied to drawn
  # addresses and runs there, and instrumented code calls the sanitizers' runtime by its distance. So
  # they are linked as they were built, and the self-test runs them between pages that cannot be
  # touched.
  "target_defaults": {
    "target_conditions": [
      ["_target_name == 'mmu_strategies'", {
        "sources/": [["exclude", "."]]
      }, {
        "cflags_cc!": ["-O2", "-g"],
        "cflags_cc": [
          "-O1", "-g1", "-fno-omit-frame-pointer",
          "-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all"
        ],
        "ldflags": ["-fsanitize=address,undefined"],
        "libraries": ["<(module_root_dir)/../Release/obj.target/mmu_strategies.a"]
      }]
    ]
  }
}
