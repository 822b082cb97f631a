namespace Panel.Engine.Shim.Child;

/// <summary>Everything that the child may touch; all of it is in native memory or on the copied stack.</summary>
internal unsafe struct ChildMemory
{
    public Instruction* Program;
    public nint* Slots;
    public ChildReport* Report;
    public int* Errno;
    public nint ExecveNumber;
    public nint ExitNumber;
    public ReaperNumbers Reaper;
}

/// <summary>System call numbers of the init process, looked up before the clone.</summary>
internal struct ReaperNumbers
{
    public nint Clone;
    public nint WaitId;
    public nint Kill;
    public nint SignalWait;
    public nint SignalMask;
    public nint CloseRange;
    public nint Prctl;
    public nint SetProcessGroup;
    public nint GetPid;
    public nint Ioctl;
}
