using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;

namespace Panel.Engine.Shim.Child;

/// <summary>The result of an instruction, known when the child is running.</summary>
internal readonly record struct Slot(int Index);

/// <summary>An argument: a number or address, a text, or the result of an earlier instruction.</summary>
internal readonly record struct Argument(nint Value, string? Text = null, bool IsSlot = false)
{
    public static implicit operator Argument(int value) => new(value);

    public static implicit operator Argument(nint value) => new(value);

    public static implicit operator Argument(string text) => new(0, text);

    public static implicit operator Argument(Slot slot) => new(slot.Index, null, true);
}

/// <summary>Writes the child's instructions. Every instruction records its step and path, for the message when it fails.</summary>
internal sealed unsafe class ChildProgram(Arena arena, string? failAt)
{
    private const int Capacity = 8192;

    private readonly Instruction* _instructions = (Instruction*)arena.Allocate(Capacity * sizeof(Instruction));
    private readonly nint* _slots = (nint*)arena.Allocate(Capacity * sizeof(nint));
    private readonly List<(string Step, string Operation, string Path)> _origins = new(512);
    private int _count;
    private int _slotCount;
    private string _step = "";

    public Arena Arena { get; } = arena;

    public Instruction* Instructions => _instructions;

    public nint* Slots => _slots;

    /// <summary>The index of the next instruction.</summary>
    public int Here => _count;

    public (string Step, string Operation, string Path) Origin(int instruction) => _origins[instruction];

    public nint Value(Slot slot) => _slots[slot.Index];

    /// <summary>Sets the word that a <see cref="Instruction.Load"/> will read.</summary>
    public void SetParameter(Slot slot, nint value)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_instructions[i].Number == Instruction.Load && _instructions[i].Result == slot.Index)
                *(nint*)_instructions[i].A = value;
        }
    }

    /// <summary>Begins a step. An injected failure happens when a step's work is done (before the last step's, which does not return).</summary>
    public void Step(string step)
    {
        EndStep();
        _step = step;
    }

    public void EndStep()
    {
        if (_step == failAt && _step.Length > 0)
            Add(Instruction.Fail, "injected failure", "", [Errno.EIO]);
    }

    /// <summary>A system call, with its result.</summary>
    public Slot Call(int number, string operation, string path, params ReadOnlySpan<Argument> arguments) => Add(number, operation, path, arguments);

    /// <summary>The last instruction may fail with this errno; the program then continues at the target (default: after it).</summary>
    public void Tolerate(int errno, int? target = null)
    {
        _instructions[_count - 1].Tolerated = errno;
        _instructions[_count - 1].OnTolerated = target ?? _count;
    }

    /// <summary>Sets where an earlier instruction continues on success.</summary>
    public void OnSuccess(int instruction, int target) => _instructions[instruction].OnSuccess = target;

    /// <summary>An earlier instruction may fail with this errno; the program then continues at the target.</summary>
    public void Tolerate(int instruction, int errno, int target)
    {
        _instructions[instruction].Tolerated = errno;
        _instructions[instruction].OnTolerated = target;
    }

    public Slot Pseudo(int number, string operation, string path, params ReadOnlySpan<Argument> arguments) => Add(number, operation, path, arguments);

    public void Close(Slot descriptor) => Call(SyscallNumber.Close, "close", "", descriptor);

    /// <summary>Creates a detached mount of a file system, in the child's namespaces.</summary>
    public Slot Mount(string type, MountFlags flags, params ReadOnlySpan<(string Key, string Value)> options)
    {
        var context = Call(SyscallNumber.FsOpen, "fsopen", type, type, 1);
        foreach (var (key, value) in options)
            Call(SyscallNumber.FsConfig, "fsconfig", $"{type} {key}={value}", context, MountApi.FsConfigSetString, key, value);
        Call(SyscallNumber.FsConfig, "fsconfig", type, context, MountApi.FsConfigCreate);
        var mount = Call(SyscallNumber.FsMount, "fsmount", type, context, 1, (nint)flags);
        Close(context);
        return mount;
    }

    /// <summary>Attaches a mount to an open directory or file.</summary>
    public void AttachAt(Argument mount, Argument target, string path) =>
        Call(SyscallNumber.MoveMount, "move_mount", path, mount, "", target, "", MountApi.MoveFromEmptyPath | MountApi.MoveToEmptyPath);

    /// <summary>Attaches a mount to a name in an open directory to which only we have written.</summary>
    public void AttachIn(Argument mount, Argument directory, string name) =>
        Call(SyscallNumber.MoveMount, "move_mount", name, mount, "", directory, name, MountApi.MoveFromEmptyPath);

    /// <summary>Opens below a directory as its own root; the result is a path descriptor.</summary>
    public Slot OpenPath(Argument root, string path, ResolveFlags resolve, int flags = 0)
    {
        var how = (OpenHow*)Arena.Allocate(sizeof(OpenHow));
        how->Flags = (uint)(OpenFlags.Path | OpenFlags.CloseOnExec | flags);
        how->Resolve = (ulong)resolve;
        return Call(SyscallNumber.OpenAt2, "openat2", path, root, path, (nint)how, sizeof(OpenHow));
    }

    /// <summary>Lets a second instruction store its result into the slot of a first one.</summary>
    public void StoreInto(Slot slot) => _instructions[_count - 1].Result = slot.Index;

    /// <summary>Copies a slot.</summary>
    public void Copy(Slot from, Slot to)
    {
        Add(Instruction.Move, "move", "", [from]);
        StoreInto(to);
    }

    private Slot Add(int number, string operation, string path, ReadOnlySpan<Argument> arguments)
    {
        if (_count == Capacity)
            throw new KernelException("child program", "the spec has too many mounts or layers", Errno.ENOMEM);
        var instruction = &_instructions[_count++];
        _origins.Add((_step, operation, path));
        *instruction = new Instruction { Number = number, Result = _slotCount };
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = arguments[i].Text is { } text ? (nint)Arena.Text(text) : arguments[i].Value;
            if (arguments[i].IsSlot)
                instruction->SlotArguments |= 1 << i;
            (&instruction->A)[i] = value;
        }

        return new Slot(_slotCount++);
    }
}
