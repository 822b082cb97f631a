using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Kernel;

/// <summary>System call numbers of x86_64 and aarch64 (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).</summary>
public static class SyscallNumber
{
    // From 424 on, the numbers are the same on every architecture.
    public const int PidFdSendSignal = 424;
    public const int OpenTree = 428;
    public const int MoveMount = 429;
    public const int FsOpen = 430;
    public const int FsConfig = 431;
    public const int FsMount = 432;
    public const int PidFdOpen = 434;
    public const int Clone3 = 435;
    public const int CloseRange = 436;
    public const int OpenAt2 = 437;
    public const int PidFdGetFd = 438;
    public const int MountSetAttr = 442;
    public const int QuotaCtlFd = 443;

    private static bool X64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int Read => X64 ? 0 : 63;
    public static int Write => X64 ? 1 : 64;
    public static int Close => X64 ? 3 : 57;
    public static int RtSigAction => X64 ? 13 : 134;
    public static int RtSigProcMask => X64 ? 14 : 135;
    public static int Ppoll => X64 ? 271 : 73;
    public static int Ioctl => X64 ? 16 : 29;
    public static int Clone => X64 ? 56 : 220;
    public static int Seccomp => X64 ? 317 : 277;
    public static int Execve => X64 ? 59 : 221;
    public static int Fcntl => X64 ? 72 : 25;
    public static int Fsync => X64 ? 74 : 82;
    public static int Ftruncate => X64 ? 77 : 46;
    public static int Getcwd => X64 ? 79 : 17;
    public static int Chdir => X64 ? 80 : 49;
    public static int Fchdir => X64 ? 81 : 50;
    public static int Fchmod => X64 ? 91 : 52;
    public static int Fchown => X64 ? 93 : 55;
    public static int Umask => X64 ? 95 : 166;
    public static int SetSid => X64 ? 112 : 157;
    public static int SetGroups => X64 ? 116 : 159;
    public static int SetResUid => X64 ? 117 : 147;
    public static int SetResGid => X64 ? 119 : 149;
    public static int SetFsUid => X64 ? 122 : 151;
    public static int SetFsGid => X64 ? 123 : 152;
    public static int CapGet => X64 ? 125 : 90;
    public static int CapSet => X64 ? 126 : 91;
    public static int Flock => X64 ? 73 : 32;
    public static int Fstatfs => X64 ? 138 : 44;
    public static int PivotRoot => X64 ? 155 : 41;
    public static int Prctl => X64 ? 157 : 167;
    public static int Mount => X64 ? 165 : 40;
    public static int Umount2 => X64 ? 166 : 39;
    public static int SetHostName => X64 ? 170 : 161;
    public static int SetDomainName => X64 ? 171 : 162;
    public static int ClockGetTime => X64 ? 228 : 113;
    public static int ExitGroup => X64 ? 231 : 94;
    public static int WaitId => X64 ? 247 : 95;
    public static int OpenAt => X64 ? 257 : 56;
    public static int MkdirAt => X64 ? 258 : 34;
    public static int MknodAt => X64 ? 259 : 33;
    public static int FchownAt => X64 ? 260 : 54;
    public static int UnlinkAt => X64 ? 263 : 35;
    public static int SymlinkAt => X64 ? 266 : 36;
    public static int ReadLinkAt => X64 ? 267 : 78;
    public static int Unshare => X64 ? 272 : 97;
    public static int EventFd2 => X64 ? 290 : 19;
    public static int Dup3 => X64 ? 292 : 24;
    public static int PrLimit64 => X64 ? 302 : 261;
    public static int SetNs => X64 ? 308 : 268;
    public static int RenameAt2 => X64 ? 316 : 276;
    public static int MemFdCreate => X64 ? 319 : 279;
    public static int ExecveAt => X64 ? 322 : 281;
    public static int SignalFd4 => X64 ? 289 : 74;
    public static int Bpf => X64 ? 321 : 280;
    public static int Statx => X64 ? 332 : 291;
    public static int FaccessAt => X64 ? 269 : 48;
    public static int Lseek => X64 ? 8 : 62;
    public static int PwriteAt => X64 ? 18 : 68;
    public static int LsetXattr => X64 ? 189 : 6;
    public static int FsetXattr => X64 ? 190 : 7;
    public static int LgetXattr => X64 ? 192 : 9;
    public static int LlistXattr => X64 ? 195 : 12;
    public static int LremoveXattr => X64 ? 198 : 15;
    public static int GetDents64 => X64 ? 217 : 61;
    public static int InotifyAddWatch => X64 ? 254 : 27;
    public static int InotifyRmWatch => X64 ? 255 : 28;
    public static int LinkAt => X64 ? 265 : 37;
    public static int FchmodAt => X64 ? 268 : 53;
    public static int UtimensAt => X64 ? 280 : 88;
    public static int InotifyInit1 => X64 ? 294 : 26;
    public static int SyncFs => X64 ? 306 : 267;
}
