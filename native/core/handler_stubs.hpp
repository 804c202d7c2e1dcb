// Functions at the addresses that resets store as pointers, so that these can be called.
#pragma once

#include "executable_memory.hpp"

namespace kvm_mmu_bench::core {

class HandlerStubs {
 public:
  // Maps the handlers' pages. Throws std::bad_alloc where something else lies there.
  HandlerStubs();

 private:
  ExecutableMemory memory_;
};

// Maps them, once in a process: several jobs may call them at a time.
void require_handler_stubs();

}  // namespace kvm_mmu_bench::core
