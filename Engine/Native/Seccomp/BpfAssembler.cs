using System.Buffers.Binary;

namespace Panel.Engine.Native.Seccomp;

/// <summary>Writes a classic BPF program with forward jumps to labels (linux/filter.h, struct sock_filter).</summary>
internal sealed class BpfAssembler
{
    private const ushort LoadWord = 0x20;
    private const ushort AndConstant = 0x54;
    private const ushort Jump = 0x05;
    private const ushort ReturnConstant = 0x06;

    // BPF_MAXINSNS, linux/bpf_common.h.
    private const int MaximumInstructions = 4096;

    private readonly List<(ushort Code, byte True, byte False, uint Operand)> _instructions = [];
    private readonly List<(int Instruction, Label Target)> _jumps = [];

    public void Load(uint offset) => Add(LoadWord, offset);

    public void And(uint mask) => Add(AndConstant, mask);

    public void Return(uint value) => Add(ReturnConstant, value);

    public void Goto(Label target)
    {
        _jumps.Add((_instructions.Count, target));
        Add(Jump, 0);
    }

    /// <summary>Jumps to the target if the test is true, else continues. It uses a long jump, because conditional offsets have only 8
    /// bits.</summary>
    public void GotoIf(BpfTest test, uint operand, Label target)
    {
        Add((ushort)test, operand, whenFalse: 1);
        Goto(target);
    }

    /// <summary>Jumps to the target unless the test is true.</summary>
    public void GotoUnless(BpfTest test, uint operand, Label target)
    {
        Add((ushort)test, operand, whenTrue: 1);
        Goto(target);
    }

    public void Mark(Label label) => label.Position = _instructions.Count;

    public byte[] Assemble()
    {
        if (_instructions.Count > MaximumInstructions)
        {
            throw new Contract.InvalidInputException(
                $"The seccomp profile compiles to {_instructions.Count} instructions but the kernel takes {MaximumInstructions}; use fewer rules.", "Security.SeccompProfile");
        }

        var program = new byte[_instructions.Count * 8];
        foreach (var (instruction, target) in _jumps)
        {
            var offset = target.Position - instruction - 1;
            if (offset < 0) throw new InvalidOperationException("A BPF jump must go forward to a marked label.");
            _instructions[instruction] = _instructions[instruction] with { Operand = (uint)offset };
        }

        for (var i = 0; i < _instructions.Count; i++)
        {
            var (code, whenTrue, whenFalse, operand) = _instructions[i];
            var at = program.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, code);
            at[2] = whenTrue;
            at[3] = whenFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], operand);
        }

        return program;
    }

    private void Add(ushort code, uint operand, byte whenTrue = 0, byte whenFalse = 0) => _instructions.Add((code, whenTrue, whenFalse, operand));

    internal sealed class Label
    {
        public int Position { get; set; } = -1;
    }
}

/// <summary>Conditional jumps against a constant (BPF_JMP | BPF_K).</summary>
internal enum BpfTest : ushort
{
    Equal = 0x15,
    Greater = 0x25,
    GreaterOrEqual = 0x35,
}
