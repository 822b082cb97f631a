using System.Buffers.Binary;

namespace Panel.Engine.Native.Tests.Seccomp;

/// <summary>Runs the part of classic BPF that seccomp filters use.</summary>
internal static class BpfMachine
{
    public static uint Run(ReadOnlySpan<byte> program, uint architecture, uint number, ulong[] arguments)
    {
        Span<byte> data = stackalloc byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], architecture);
        for (var i = 0; i < arguments.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + (8 * i))..], arguments[i]);

        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var instruction = program.Slice(at * 8, 8);
            var operand = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20: accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)operand..]); break;
                case 0x54: accumulator &= operand; break;
                case 0x05: at += (int)operand; break;
                case 0x15: at += accumulator == operand ? instruction[2] : instruction[3]; break;
                case 0x25: at += accumulator > operand ? instruction[2] : instruction[3]; break;
                case 0x35: at += accumulator >= operand ? instruction[2] : instruction[3]; break;
                case 0x06: return operand;
                case var code: throw new InvalidOperationException($"Instruction {at} has code {code:x}.");
            }
        }
    }
}
