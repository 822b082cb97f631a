namespace Panel.Engine.Shim.Child;

/// <summary>One instruction for the child. Numbers from 0 on are system calls, negative ones the pseudo calls below.</summary>
internal unsafe struct Instruction
{
    /// <summary>Fails with errno A.</summary>
    public const int Fail = -1;

    /// <summary>Fails with errno C when the 64-bit word at A equals B.</summary>
    public const int RefuseEqual = -2;

    /// <summary>Fails with errno C unless the byte at A is B.</summary>
    public const int RequireByte = -3;

    /// <summary>Tries each path of the array A with arguments B and environment C, as in execvp(3).</summary>
    public const int Execute = -4;

    /// <summary>Forks; process 1 stays here, reaps and forwards signals, and the program continues in the new process.</summary>
    public const int Reap = -5;

    /// <summary>The result is slot or value A.</summary>
    public const int Move = -6;

    /// <summary>The result is the 64-bit word at A.</summary>
    public const int Load = -7;

    /// <summary>Clones this process once more with the shim as parent; the clone continues, this process reports its pid and ends.</summary>
    public const int ForkSibling = -8;

    public int Number;
    public nint A;
    public nint B;
    public nint C;
    public nint D;
    public nint E;

    /// <summary>Bit i: argument i is the index of a slot, not a value.</summary>
    public int SlotArguments;

    /// <summary>Slot for the result, or -1.</summary>
    public int Result;

    /// <summary>On this errno (0: none), continue at <see cref="OnTolerated"/>.</summary>
    public int Tolerated;

    public int OnTolerated;

    /// <summary>Where to continue on success; 0 means the next instruction.</summary>
    public int OnSuccess;
}

/// <summary>The child's report in the shared memory.</summary>
internal struct ChildReport
{
    /// <summary>1 once the child is about to call execve.</summary>
    public int Executing;

    public int FailedInstruction;

    /// <summary>0: no failure.</summary>
    public int Errno;

    /// <summary>After <see cref="Instruction.ForkSibling"/>: the process that continues.</summary>
    public int Pid;
}
