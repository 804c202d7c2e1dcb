{
  "target_defaults": {
    "cflags": ["-Wall", "-Wextra", "-Wconversion", "-fvisibility=hidden"],
    "cflags!": ["-O3"],
    "cflags_cc!": ["-std=gnu++17"],
    "cflags_cc": ["-std=gnu++20", "-O2", "-g"]
  },
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
        "-mno-sse", "-mno-sse2", "-mno-mmx", "-mno-3dnow", "-mno-avx", "-mno-80387",
        "-fno-tree-slp-vectorize", "-fno-stack-protector", "-fno-jump-tables", "-fno-ipa-icf",
        "-fno-tree-switch-conversion",
        "-fcf-protection=none", "-fno-builtin-memcpy", "-falign-functions=64", "-mtune=generic"
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
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      # Any C++ exception becomes a JavaScript one at the boundary: none crosses it. In an environment
      # that is being torn down there is nobody to throw at.
      "defines": [
        "NAPI_VERSION=9", "NAPI_CPP_EXCEPTIONS", "NODE_ADDON_API_CPP_EXCEPTIONS_ALL",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"
      ],
      "cflags_cc!": ["-fno-exceptions"],
      "cflags_cc": ["-fexceptions"]
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
}
