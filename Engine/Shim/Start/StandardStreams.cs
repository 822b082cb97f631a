using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

/// <summary>The shim's ends of the pipes to a process without a terminal; -1 if there is none.</summary>
internal sealed unsafe class StandardStreams
{
    /// <summary>The capacity of a pipe.</summary>
    public const int PipeBytes = 1024 * 1024;

    public int Input { get; private set; } = -1;

    public int Output { get; private set; } = -1;

    public int Error { get; private set; } = -1;

    /// <param name="withInput">If false, its input is /dev/null.</param>
    /// <param name="theirs">Receives the process's ends, 0 to 2.</param>
    public void Open(bool withInput, int[] theirs)
    {
        if (withInput)
        {
            (theirs[0], Input) = Pipe();
            NonBlocking(Input);
        }
        else
        {
            theirs[0] = RawFile.Open("/dev/null", OpenFlags.ReadOnly);
        }

        (Output, theirs[1]) = Pipe();
        (Error, theirs[2]) = Pipe();
        NonBlocking(Output);
        NonBlocking(Error);
    }

    /// <summary>Gives the pipes to a user and group of the host.</summary>
    public void GiveTo(long uid, long gid)
    {
        foreach (var pipe in new[] { Output, Error }.Where(p => p >= 0))
            Syscall.Check(Syscall.Try(SyscallNumber.Fchown, pipe, (nint)uid, (nint)gid), "fchown", "stdio");
    }

    public static void NonBlocking(int descriptor) =>
        Syscall.Check(Syscall.Try(SyscallNumber.Fcntl, descriptor, LibC.F_SETFL, LibC.O_NONBLOCK), "fcntl", "O_NONBLOCK");

    private static (int Read, int Write) Pipe()
    {
        var pair = stackalloc int[2];
        if (LibC.pipe2(pair, LibC.O_CLOEXEC) < 0)
            throw new KernelException("pipe2", "", Errno.ENOMEM);

        // Fails when the limit for pipes is reached: then the pipe stays at 64 KiB, which is only slower.
        _ = LibC.fcntl(pair[0], LibC.F_SETPIPE_SZ, PipeBytes);
        return (pair[0], pair[1]);
    }
}
