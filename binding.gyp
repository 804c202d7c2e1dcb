{
  "variables": { "compiler": "<!(node native/compiler.cjs)" },
  "target_defaults": {
    "cflags": ["-Wall", "-Wextra", "-Wconversion", "-fvisibility=hidden"],
    "cflags!": ["-O3"],
    "cflags_cc!": ["-std=gnu++17"],
    "cflags_cc": ["-std=gnu++20", "-O2", "-g"]
  },
  "conditions": [
    ["OS == 'linux' and target_arch == 'x64'", {
      "targets": [
        {
          # The code under test, compiled as the kernel compiles it: scalar stores only, none merged into
          # vectors, none invented. Position independent as an addon must be, which changes nothing: these
          # functions refer to no symbol.
          "target_name": "mmu_strategies",
          "type": "static_library",
          "sources": [
            "<!@(node native/sources.cjs native/mmu/strategies)",
            "<!@(node native/sources.cjs native/mmu/copies)",
            "<!@(node native/sources.cjs native/mmu/consumers)"
          ],
          "cflags_cc": [
            "-fno-strict-aliasing", "-fno-strict-overflow", "-fno-delete-null-pointer-checks",
            "-mno-sse", "-mno-sse2", "-mno-mmx", "-mno-3dnow", "-mno-avx",
            "-fno-tree-slp-vectorize", "-fno-stack-protector", "-fno-jump-tables",
            "-fcf-protection=none", "-fno-builtin-memcpy", "-falign-functions=64", "-mtune=generic"
          ],
          "conditions": [
            # clang folds no functions and makes no tables of switches that have no jump tables; without
            # the x87 it does not take the standard library's headers, and nothing here uses it. Node's
            # flags ask for frame pointers, which only clang gives to functions that call nothing.
            ["compiler == 'clang'", {
              "cflags_cc": ["-fomit-frame-pointer"]
            }, {
              "cflags_cc": ["-mno-80387", "-fno-ipa-icf", "-fno-tree-switch-conversion"]
            }]
          ]
        },
        {
          "target_name": "mmu_core",
          "type": "static_library",
          "dependencies": ["mmu_strategies"],
          "sources": [
            "<!@(node native/sources.cjs native/mmu)",
            "<!@(node native/sources.cjs native/core)",
            "<!@(node native/sources.cjs native/core/lab)",
            "<!@(node native/sources.cjs native/core/programs)"
          ],
          "cflags_cc!": ["-fno-exceptions"],
          "cflags_cc": ["-fexceptions", "-fcf-protection=none", "-falign-functions=64"]
        },
        {
          "target_name": "kvm_mmu_bench",
          "dependencies": ["mmu_core", "mmu_strategies"],
          "sources": ["<!@(node native/sources.cjs native/addon)"],
          "sources!": ["native/addon/elsewhere.cc"],
          "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
          # Any C++ exception becomes a JavaScript one at the boundary: none crosses it. In an environment
          # that is being torn down there is nobody to throw at.
          "defines": [
            "NAPI_VERSION=9", "NAPI_CPP_EXCEPTIONS", "NODE_ADDON_API_CPP_EXCEPTIONS_ALL",
            "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
          ],
          "cflags_cc!": ["-fno-exceptions"],
          "cflags_cc": ["-fexceptions"],
          "conditions": [
            # Its -Wconversion looks at signs too, which node-addon-api's headers do not heed.
            ["compiler == 'clang'", { "cflags_cc": ["--system-header-prefix=napi"] }]
          ]
        },
        {
          "target_name": "kvm-mmu-replay",
          "type": "executable",
          "dependencies": ["mmu_core", "mmu_strategies"],
          "sources": ["native/replay_main.cc", "<!@(node native/sources.cjs native/selftest)"],
          "cflags_cc!": ["-fno-exceptions"],
          "cflags_cc": ["-fexceptions"]
        }
      ]
    }, {
      # Loads, and says that nothing can be measured: everything above is made for x86-64.
      "targets": [
        {
          "target_name": "kvm_mmu_bench",
          "sources": ["native/addon/elsewhere.cc"],
          "defines": ["KVM_MMU_BENCH_FUNCTIONS=<!(node native/functions.cjs)"]
        }
      ]
    }]
  ]
}
