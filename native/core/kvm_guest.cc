#include "kvm_guest.hpp"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <stdexcept>

#include "arena.hpp"
#include "kvm_statistics.hpp"

namespace kvm_mmu_bench::core {

namespace {

// Guest-physical, and in real mode with segments at 0 the guest's own addresses.
constexpr std::uint16_t kMemory = 0x1000;
// Half a page from the code: CPUs take stores close to code that runs for a change of it.
constexpr std::uint16_t kTurns = kMemory + 0x800;
// Nobody's in a VM without devices. Not 0x80: KVM once let a guest write to that without an exit.
constexpr std::uint8_t kPort = 0xe9;

// One turn. Its OUT is the only exit to user space, under any KVM. Its writes of CR0 exit to the
// host kernel if VMX or SVM runs the guest: they change PE, which KVM never leaves to a guest (on
// VMX it leaves TS and, by version, WP; on SVM its selective intercept spares TS and MP). Counted
// on SVM, Linux 6.1: these three exits a turn; without NPT reading CR0 is a fourth. No turn calls
// kvm_init_mmu: of CR0, its role has PG and WP. A KVM that has neither VMX nor SVM, such as PVM,
// interprets real mode in the host kernel: the CPU runs none of this code.
constexpr std::uint8_t kCode[] = {
    0x66, 0xff, 0x06, kTurns & 0xff, kTurns >> 8,  // inc dword [kTurns]
    0x0f, 0x20, 0xc0,                              // mov eax, cr0
    0x0c, 0x01,                                    // or al, 1: PE
    0x0f, 0x22, 0xc0,                              // mov cr0, eax: exit to the host kernel
    0xeb, 0x00,                                    // jmp to the next, as a change of PE requires;
                                                   // a near one: CS stays the 16-bit segment
    0x24, 0xfe,                                    // and al, ~1
    0x0f, 0x22, 0xc0,                              // mov cr0, eax: exit to the host kernel
    0xeb, 0x00,                                    // jmp to the next
    0xe6, kPort,                                   // out kPort, al: exit to user space
    0xeb, 0xe6,                                    // jmp to the start, 26 bytes back
};
static_assert(0x100 - kCode[std::size(kCode) - 1] == std::size(kCode));

const char* remedy(int error) {
  switch (error) {
    case EACCES:
      return "join the group that owns /dev/kvm, as a rule kvm";
    case EPERM:
      return "a container's device rules, a seccomp filter or a security module forbids it: "
             "start a container with --device /dev/kvm";
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return "load kvm_intel or kvm_amd; start a container with --device /dev/kvm; in a virtual "
             "machine, have its host allow nested virtualization";
    case ENOTTY:
      return "it is not KVM's device (character device 10, 232): see what put it there";
    case EBUSY:
      return "another hypervisor uses the CPU's virtualization: stop it";
    case EMFILE:
      return "raise the limit of open files (ulimit -n)";
    case ENOMEM:
      return "free some memory, or raise the control group's limit";
    default:
      return "the kernel's log (dmesg) may say why";
  }
}

[[noreturn]] void fail(const std::string& what, int error) {
  throw std::runtime_error(what + ": " + std::strerror(error) + ": " + remedy(error));
}

// What ioctl takes a request as: unsigned long with glibc, int with musl.
template <class Code>
Code code_of(int (*)(int, Code, ...));
using IoctlCode = decltype(code_of(ioctl));

// A signal that comes during an ioctl only delays it.
template <class Argument = unsigned long>
int request(const FileDescriptor& file, const char* name, unsigned long code,
            Argument argument = {}) {
  int result;
  do {
    result = ioctl(file.get(), static_cast<IoctlCode>(code), argument);
  } while (result < 0 && errno == EINTR);
  if (result < 0) fail(name, errno);
  return result;
}

FileDescriptor open_kvm() {
  FileDescriptor kvm(open("/dev/kvm", O_RDWR | O_CLOEXEC));
  if (kvm.get() < 0) fail("open /dev/kvm", errno);
  const int version = request(kvm, "KVM_GET_API_VERSION of /dev/kvm", KVM_GET_API_VERSION);
  if (version == KVM_API_VERSION) return kvm;
  throw std::runtime_error("KVM_GET_API_VERSION: found " + std::to_string(version) + ", expected " +
                           std::to_string(KVM_API_VERSION) + ": use Linux 2.6.22 or newer");
}

FileDescriptor create_vm(const FileDescriptor& kvm) {
  FileDescriptor vm(request(kvm, "KVM_CREATE_VM", KVM_CREATE_VM));
  // Three pages, off any memory, which Intel CPUs without unrestricted guests need for real mode; a
  // vCPU takes their address over when it is made.
  constexpr unsigned long kTaskState = 0xfffbd000;
  request(vm, "KVM_SET_TSS_ADDR", KVM_SET_TSS_ADDR, kTaskState);
  return vm;
}

std::size_t run_bytes(const FileDescriptor& kvm) {
  return static_cast<std::size_t>(request(kvm, "KVM_GET_VCPU_MMAP_SIZE", KVM_GET_VCPU_MMAP_SIZE));
}

std::string hex(unsigned long long number) {
  char text[2 + 16 + 1];
  std::snprintf(text, sizeof text, "0x%llx", number);
  return text;
}

// By number, up to the last one that this guest could end with.
constexpr const char* kExitNames[] = {
    "UNKNOWN",    "EXCEPTION",       "IO",         "HYPERCALL",  "DEBUG", "HLT",
    "MMIO",       "IRQ_WINDOW_OPEN", "SHUTDOWN",   "FAIL_ENTRY", "INTR",  "SET_TPR",
    "TPR_ACCESS", "S390_SIEIC",      "S390_RESET", "DCR",        "NMI",   "INTERNAL_ERROR"};
static_assert(std::size(kExitNames) == KVM_EXIT_INTERNAL_ERROR + 1);

std::string describe_exit(const kvm_run& run) {
  const std::uint32_t reason = run.exit_reason;
  const std::string number = std::to_string(reason);
  if (reason >= std::size(kExitNames)) return "exit reason " + number + " of linux/kvm.h";
  const std::string name = std::string("KVM_EXIT_") + kExitNames[reason] + " (" + number + ")";
  switch (reason) {
    case KVM_EXIT_UNKNOWN:
      return name + ", hardware reason " + hex(run.hw.hardware_exit_reason);
    case KVM_EXIT_IO:
      return name + (run.io.direction == KVM_EXIT_IO_OUT ? ", write to" : ", read of") + " port " +
             hex(run.io.port);
    case KVM_EXIT_MMIO:
      return name + ", address " + hex(run.mmio.phys_addr);
    case KVM_EXIT_FAIL_ENTRY:
      return name + ", hardware reason " + hex(run.fail_entry.hardware_entry_failure_reason);
    case KVM_EXIT_INTERNAL_ERROR:
      return name + ", suberror " + std::to_string(run.internal.suberror);
    default:
      return name;
  }
}

bool is_port_write(const kvm_run& run) {
  return run.exit_reason == KVM_EXIT_IO && run.io.direction == KVM_EXIT_IO_OUT &&
         run.io.port == kPort;
}

}  // namespace

std::string kvm_unavailable() {
  try {
    KvmGuest().run_until_exit();
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

KvmGuest::KvmGuest()
    : kvm_(open_kvm()),
      memory_(map<std::byte>(kPageBytes, MAP_PRIVATE | MAP_ANONYMOUS, -1, "mmap of guest memory")),
      vm_(create_vm(kvm_)),
      vcpu_(request(vm_, "KVM_CREATE_VCPU", KVM_CREATE_VCPU)),
      run_(map<kvm_run>(run_bytes(kvm_), MAP_SHARED, vcpu_.get(), "mmap of struct kvm_run")) {
  give_memory();
  start_in_real_mode();
}

KvmGuest::~KvmGuest() = default;

void KvmGuest::run_until_exit() {
  request(vcpu_, "KVM_RUN", KVM_RUN);
  if (is_port_write(*run_)) return;
  throw std::runtime_error("KVM_RUN: found " + describe_exit(*run_) +
                           ", expected KVM_EXIT_IO (2), write to port " + hex(kPort));
}

std::uint32_t KvmGuest::turns() const {
  std::uint32_t turns;
  std::memcpy(&turns, memory_.get() + (kTurns - kMemory), sizeof turns);
  return turns;
}

std::optional<std::uint64_t> KvmGuest::interpreted() const {
  return read_kvm_statistic(vcpu_, "insn_emulation");
}

void KvmGuest::Unmap::operator()(void* mapping) const { munmap(mapping, bytes); }

template <class Content>
KvmGuest::Mapping<Content> KvmGuest::map(std::size_t bytes, int flags, int descriptor,
                                         const char* what) {
  void* mapping = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  if (mapping == MAP_FAILED) fail(what, errno);
  return Mapping<Content>(static_cast<Content*>(mapping), Unmap{bytes});
}

void KvmGuest::give_memory() const {
  std::memcpy(memory_.get(), kCode, sizeof kCode);
  kvm_userspace_memory_region region{};
  region.guest_phys_addr = kMemory;
  region.memory_size = kPageBytes;
  region.userspace_addr = reinterpret_cast<std::uintptr_t>(memory_.get());
  request(vm_, "KVM_SET_USER_MEMORY_REGION", KVM_SET_USER_MEMORY_REGION, &region);
}

void KvmGuest::start_in_real_mode() const {
  // A new vCPU is in real mode at the reset vector, caches off; its other segments are at 0.
  constexpr std::uint64_t kExtensionType = 1 << 4;
  kvm_sregs segments{};
  request(vcpu_, "KVM_GET_SREGS", KVM_GET_SREGS, &segments);
  segments.cs.base = 0;
  segments.cs.selector = 0;
  segments.cr0 = kExtensionType;
  request(vcpu_, "KVM_SET_SREGS", KVM_SET_SREGS, &segments);
  kvm_regs registers{};
  registers.rip = kMemory;
  // Bit 1 is always set; interrupts are off.
  registers.rflags = 1 << 1;
  request(vcpu_, "KVM_SET_REGS", KVM_SET_REGS, &registers);
}

}  // namespace kvm_mmu_bench::core
