#include "read_back.hpp"

namespace kvm_mmu_bench::mmu {

void consume_nothing(std::byte*, const ConsumerContext*, std::size_t) {}

void read_pointer(std::byte* mmu, const ConsumerContext* context, std::size_t) {
  asm volatile("mov (%0), %%rax" ::"r"(mmu + context->pointer) : "rax", "memory");
}

// Each load covers exactly what one store wrote.
void read_same_width(std::byte* mmu, const ConsumerContext*, std::size_t) {
  asm volatile(
      "mov 0(%0), %%rax\n\tmov 8(%0), %%rcx\n\tmov 16(%0), %%rdx\n\tmov 24(%0), %%rsi" ::"r"(mmu)
      : "rax", "rcx", "rdx", "rsi", "memory");
}

// The upper half of what one store wrote.
void read_narrower(std::byte* mmu, const ConsumerContext*, std::size_t) {
  asm volatile(
      "mov 4(%0), %%eax\n\tmov 12(%0), %%ecx\n\tmov 20(%0), %%edx\n\tmov 28(%0), %%esi" ::"r"(mmu)
      : "rax", "rcx", "rdx", "rsi", "memory");
}

// Two stores, four, and eight (of which translate_gpa, where a layout has it, is none).
void read_16_bytes(std::byte* mmu, const ConsumerContext*, std::size_t) {
  asm volatile("movdqu 0(%0), %%xmm0\n\tmovdqu 16(%0), %%xmm1" ::"r"(mmu) : "memory");
}

void read_32_bytes(std::byte* mmu, const ConsumerContext*, std::size_t) {
  asm volatile("vmovdqu 0(%0), %%ymm0\n\tvzeroupper" ::"r"(mmu) : "memory");
}

void read_64_bytes(std::byte* mmu, const ConsumerContext*, std::size_t) {
  asm volatile("vmovdqu64 0(%0), %%zmm0\n\tvzeroupper" ::"r"(mmu) : "memory");
}

}  // namespace kvm_mmu_bench::mmu
