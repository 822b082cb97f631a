using System.Runtime.CompilerServices;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Child;

/// <summary>The container's process 1 with <c>--init</c>: forwards signals to the command, reaps orphans, and ends when the command ends.</summary>
internal static unsafe class Reaper
{
    private const int SigChld = 17;

    /// <summary>Returns 0 in the command's process; process 1 never returns.</summary>
    internal static nint Start(ChildMemory* memory)
    {
        // rt_sigtimedwait receives all signals; the command resets its mask before execve.
        var all = ulong.MaxValue;
        ChildRunner.Call(memory, memory->Reaper.SignalMask, 2, (nint)(&all), 0, 8, 0);

        // Not clone3: the seccomp filter is already loaded and answers it with ENOSYS.
        var child = ChildRunner.Call(memory, memory->Reaper.Clone, SigChld, 0, 0, 0, 0);
        if (child == 0)
            LeadTerminal(memory);
        if (child <= 0)
            return child;

        // Its memory is a copy of the shim's, so nobody inside may read it. Its descriptors would keep pipes open.
        const int setDumpable = 4;
        ChildRunner.Call(memory, memory->Reaper.Prctl, setDumpable, 0, 0, 0, 0);
        ChildRunner.Call(memory, memory->Reaper.CloseRange, 0, int.MaxValue, 0, 0, 0);
        while (true)
        {
            var signal = ChildRunner.Call(memory, memory->Reaper.SignalWait, (nint)(&all), 0, 0, 8, 0);
            if (signal == SigChld)
                Reap(memory, child);
            else if (signal > 0)
                ChildRunner.Call(memory, memory->Reaper.Kill, child, signal, 0, 0, 0);
        }
    }

    // Its own group, in the terminal's foreground: a key's signal goes only to the command, and process 1 has none to forward a second
    // time. SIGTTOU, which a background process gets for this, is still blocked. Without a terminal the ioctl has no effect.
    private static void LeadTerminal(ChildMemory* memory)
    {
        const int setForeground = 0x5410; // TIOCSPGRP
        ChildRunner.Call(memory, memory->Reaper.SetProcessGroup, 0, 0, 0, 0, 0);
        var group = (int)ChildRunner.Call(memory, memory->Reaper.GetPid, 0, 0, 0, 0, 0);
        ChildRunner.Call(memory, memory->Reaper.Ioctl, 0, setForeground, (nint)(&group), 0, 0);
    }

    private static void Reap(ChildMemory* memory, nint command)
    {
        const int anyChild = 0;
        const int exitedNoHang = 5;
        var info = stackalloc int[32];
        while (true)
        {
            Unsafe.InitBlock(info, 0, 128);
            var result = ChildRunner.Call(memory, memory->Reaper.WaitId, anyChild, 0, (nint)info, exitedNoHang, 0);
            var pid = info[4];
            if (result < 0 || pid == 0)
                return;
            const int cldExited = 1;
            if (pid == command)
                ChildRunner.Call(memory, memory->ExitNumber, info[2] == cldExited ? info[6] : 128 + info[6], 0, 0, 0, 0);
        }
    }
}
