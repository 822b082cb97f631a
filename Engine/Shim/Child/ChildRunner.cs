using System.Runtime.InteropServices;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Child;

/// <summary>
/// Runs in the cloned child, which is a copy of one thread: it must not allocate, lock, throw or bind a symbol. So it only interprets
/// instructions that were written before the clone. Its imports are bound when the program is loaded (DirectPInvoke, -z now) and skip the
/// GC transition, which could wait for a thread that does not exist here.
/// </summary>
internal static unsafe partial class ChildRunner
{
    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial nint RawSyscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "__errno_location")]
    [SuppressGCTransition]
    private static partial int* ErrnoLocation();

    /// <summary>Bound and looked up before the clone; a thread's errno has the same address in the copy.</summary>
    internal static ChildMemory Prepare(Instruction* program, nint* slots, ChildReport* report, ReaperNumbers reaper) => new()
    {
        Program = program,
        Slots = slots,
        Report = report,
        Errno = ErrnoLocation(),
        ExecveNumber = SyscallNumber.Execve,
        ExitNumber = SyscallNumber.ExitGroup,
        Reaper = reaper,
    };

    internal static nint Clone(void* arguments, int size) => RawSyscall(SyscallNumber.Clone3, (nint)arguments, size, 0, 0, 0, 0);

    /// <summary>Ends in execve or exit_group; never returns.</summary>
    internal static void Run(ChildMemory* memory)
    {
        var index = 0;
        var attempts = 0;
        while (true)
        {
            var instruction = memory->Program + index;
            var result = Perform(memory, instruction);
            if (result < 0)
            {
                var tolerated = (int)-result == instruction->Tolerated && attempts++ < OpenAt2.RaceAttempts;
                if (!tolerated)
                    Give(memory, index, (int)-result);
                index = instruction->OnTolerated;
                continue;
            }

            attempts = 0;
            if (instruction->Result >= 0)
                memory->Slots[instruction->Result] = result;
            index = instruction->OnSuccess == 0 ? index + 1 : instruction->OnSuccess;
        }
    }

    private static nint Perform(ChildMemory* memory, Instruction* i)
    {
        switch (i->Number)
        {
            case Instruction.Fail:
                return -i->A;
            case Instruction.RefuseEqual:
                return *(nint*)i->A == i->B ? -i->C : 0;
            case Instruction.RequireByte:
                return *(byte*)i->A == (byte)i->B ? 0 : -i->C;
            case Instruction.Execute:
                return Execute(memory, (byte**)i->A, i->B, i->C);
            case Instruction.Reap:
                return Reaper.Start(memory);
            case Instruction.ForkSibling:
                return ForkSibling(memory);
            case Instruction.Move:
                return Argument(memory, i, 0, i->A);
            case Instruction.Load:
                return *(nint*)i->A;
            case SyscallNumber.OpenAt2:
                return OpenPath(memory, i);
            default:
                return Call(memory, i->Number, Argument(memory, i, 0, i->A), Argument(memory, i, 1, i->B), Argument(memory, i, 2, i->C),
                    Argument(memory, i, 3, i->D), Argument(memory, i, 4, i->E));
        }
    }

    // As OpenAt2.Try, which allocates.
    private static nint OpenPath(ChildMemory* memory, Instruction* i)
    {
        nint result = -Errno.EAGAIN;
        for (var attempt = 0; attempt < OpenAt2.RaceAttempts && result == -Errno.EAGAIN; attempt++)
            result = Call(memory, i->Number, Argument(memory, i, 0, i->A), Argument(memory, i, 1, i->B), Argument(memory, i, 2, i->C), Argument(memory, i, 3, i->D), 0);
        return result;
    }

    private static nint ForkSibling(ChildMemory* memory)
    {
        const int parent = 0x8000;
        const int sigChld = 17;
        var pid = Call(memory, memory->Reaper.Clone, parent | sigChld, 0, 0, 0, 0);
        if (pid <= 0)
            return pid;
        memory->Report->Pid = (int)pid;
        while (true)
            Call(memory, memory->ExitNumber, 0, 0, 0, 0, 0);
    }

    private static nint Argument(ChildMemory* memory, Instruction* instruction, int position, nint value) =>
        (instruction->SlotArguments & (1 << position)) != 0 ? memory->Slots[value] : value;

    internal static nint Call(ChildMemory* memory, nint number, nint a, nint b, nint c, nint d, nint e)
    {
        while (true)
        {
            var result = RawSyscall(number, a, b, c, d, e, 0);
            if (result != -1)
                return result;
            if (*memory->Errno != Errno.EINTR)
                return -*memory->Errno;
        }
    }

    // As in execvp(3): a program missing in one directory may be in the next; a file that may not be executed is remembered.
    private static nint Execute(ChildMemory* memory, byte** candidates, nint arguments, nint environment)
    {
        memory->Report->Executing = 1;
        nint worst = -Errno.ENOENT;
        for (; *candidates != null; candidates++)
        {
            var result = Call(memory, memory->ExecveNumber, (nint)(*candidates), arguments, environment, 0, 0);
            if (result is not (-Errno.ENOENT or -Errno.ENOTDIR or -Errno.EACCES))
                return result;
            if (result == -Errno.EACCES)
                worst = result;
        }

        return worst;
    }

    private static void Give(ChildMemory* memory, int index, int errno)
    {
        memory->Report->FailedInstruction = index;
        memory->Report->Errno = errno;
        while (true)
            Call(memory, memory->ExitNumber, 1, 0, 0, 0, 0);
    }
}
