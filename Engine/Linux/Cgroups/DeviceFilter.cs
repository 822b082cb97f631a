using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Cgroups;

/// <summary>The device controller of cgroup v2: a BPF program on the group, which the kernel asks before every open or mknod of a device
/// (include/uapi/linux/bpf.h, bpf_cgroup_dev_ctx). It disappears with the group.</summary>
public static unsafe class DeviceFilter
{
    private const int ProgramTypeCgroupDevice = 15;
    private const int AttachTypeCgroupDevice = 6;
    private const int InstructionBytes = 8;

    /// <summary>Compiles a program that allows whatever one of the rules allows.</summary>
    /// <returns>An array of struct bpf_insn.</returns>
    public static byte[] Compile(IReadOnlyList<DeviceRule> rules)
    {
        // r2 = type, r3 = requested access, r4 = major, r5 = minor.
        var code = new List<(byte Code, byte Registers, short Offset, int Value)>
        {
            (0x61, 0x12, 0, 0), // r2 = *(u32 *)(r1 + 0): access << 16 | type
            (0xBC, 0x23, 0, 0), // w3 = w2
            (0x54, 0x02, 0, 0xFFFF), // w2 &= 0xffff
            (0x74, 0x03, 0, 16), // w3 >>= 16
            (0x61, 0x14, 4, 0), // r4 = *(u32 *)(r1 + 4)
            (0x61, 0x15, 8, 0), // r5 = *(u32 *)(r1 + 8)
        };
        foreach (var rule in rules)
        {
            var tests = new List<(byte Code, byte Registers, int Value)>();
            if (rule.Type != 'a')
                tests.Add((0x56, 0x02, rule.Type == 'b' ? 1 : 2));
            var access = (rule.Access.Contains('m', StringComparison.Ordinal) ? 1 : 0) | (rule.Access.Contains('r', StringComparison.Ordinal) ? 2 : 0)
                | (rule.Access.Contains('w', StringComparison.Ordinal) ? 4 : 0);
            if (access != 7)
                tests.AddRange([(0xBC, 0x31, 0), (0x54, 0x01, access), (0x5E, 0x31, 0)]); // w1 = w3 & access; unless equal to w3
            if (rule.Major >= 0)
                tests.Add((0x56, 0x04, rule.Major));
            if (rule.Minor >= 0)
                tests.Add((0x56, 0x05, rule.Minor));

            // Code after a rule without a test is unreachable, and the kernel rejects such a program.
            if (tests.Count == 0)
                return Encode([(0xB7, 0x00, 0, 1), (0x95, 0x00, 0, 0)]);

            // A failed test jumps past the rule's "return 1".
            for (var i = 0; i < tests.Count; i++)
            {
                var isJump = tests[i].Code is 0x56 or 0x5E;
                code.Add((tests[i].Code, tests[i].Registers, (short)(isJump ? tests.Count - i - 1 + 2 : 0), tests[i].Value));
            }

            code.Add((0xB7, 0x00, 0, 1)); // r0 = 1
            code.Add((0x95, 0x00, 0, 0)); // exit
        }

        code.Add((0xB7, 0x00, 0, 0));
        code.Add((0x95, 0x00, 0, 0));
        return Encode(code);
    }

    /// <summary>Attaches the rules to a group; programs of groups above it also apply.</summary>
    /// <exception cref="KernelException">The kernel does not support such programs, or forbids them.</exception>
    public static void Attach(string directory, IReadOnlyList<DeviceRule> rules)
    {
        var group = RawFile.Open(directory, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.CloseOnExec);
        var program = -1;
        try
        {
            program = Load(Compile(rules));
            const int attach = 8;
            const int allowMultiple = 2;
            Span<int> attributes = stackalloc int[32];
            attributes.Clear();
            (attributes[0], attributes[1], attributes[2], attributes[3]) = (group, program, AttachTypeCgroupDevice, allowMultiple);
            Syscall.Check(Bpf(attach, attributes), "bpf", "attach the device filter");
        }
        finally
        {
            RawFile.Close(group);
            if (program >= 0)
                RawFile.Close(program);
        }
    }

    private static byte[] Encode(List<(byte Code, byte Registers, short Offset, int Value)> code)
    {
        var bytes = new byte[code.Count * InstructionBytes];
        for (var i = 0; i < code.Count; i++)
        {
            var at = bytes.AsSpan(i * InstructionBytes);
            (at[0], at[1]) = (code[i].Code, code[i].Registers);
            BinaryPrimitives.WriteInt16LittleEndian(at[2..], code[i].Offset);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], code[i].Value);
        }

        return bytes;
    }

    private static int Load(byte[] instructions)
    {
        const int load = 5;
        Span<int> attributes = stackalloc int[32];
        attributes.Clear();
        fixed (byte* code = instructions, license = "MIT\0"u8)
        {
            (attributes[0], attributes[1]) = (ProgramTypeCgroupDevice, instructions.Length / InstructionBytes);
            var addresses = MemoryMarshal.Cast<int, long>(attributes[2..6]);
            (addresses[0], addresses[1]) = ((long)code, (long)license);

            // expected_attach_type comes after log (16 bytes), kern_version, prog_flags, prog_name (16) and prog_ifindex.
            attributes[17] = AttachTypeCgroupDevice;
            return (int)Syscall.Check(Bpf(load, attributes), "bpf", "load the device filter");
        }
    }

    private static nint Bpf(int command, Span<int> attributes)
    {
        fixed (int* data = attributes)
            return Syscall.Try(SyscallNumber.Bpf, command, (nint)data, attributes.Length * sizeof(int));
    }
}
