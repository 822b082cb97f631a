using System.Buffers.Binary;
using System.Text;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>
/// A 64-bit ARM processor for the length of a test: registers Debian's qemu with binfmt_misc as its package does, and removes it again. The
/// kernel opens the emulator at once (flag F), so that containers need not contain it. If the machine already emulates one, nothing
/// happens.
/// </summary>
public sealed class Arm64Emulation : IAsyncDisposable
{
    private const string Formats = "/proc/sys/fs/binfmt_misc";
    private const string Entry = Formats + "/qemu-aarch64";

    // A file of ELF, 64 bits, little endian, a program or a library of machine 183 (elf.h, EM_AARCH64), whatever the rest of its first bytes.
    private const string Magic = @"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00";
    private const string Mask = @"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff";

    private static readonly string[] Places = [Path.Combine(Repository.Root, "artifacts/clients/qemu-aarch64-static"), "/usr/bin/qemu-aarch64-static"];

    private bool _isMounted;
    private bool _isRegistered;

    /// <summary>Begins the emulation; skips the test if that is impossible.</summary>
    public static async Task<Arm64Emulation> StartAsync()
    {
        var emulation = new Arm64Emulation();
        if (File.Exists(Entry)) return emulation;
        var program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "./test.sh fetches Debian's qemu-aarch64-static.");
        if (!File.Exists(Formats + "/register"))
        {
            var (code, _, error) = await Command.TryAsync("mount", ["-t", "binfmt_misc", "binfmt_misc", Formats], TestContext.Current.CancellationToken);
            Assert.SkipUnless(code == 0, $"This kernel's binfmt_misc cannot be mounted: {error}");
            emulation._isMounted = true;
        }

        Write(Formats + "/register", $":{Path.GetFileName(Entry)}:M::{Magic}:{Mask}:{program}:F");
        emulation._isRegistered = true;
        return emulation;
    }

    /// <summary>A program for that processor that prints the text, of at most a line, and exits with the code.</summary>
    public static byte[] Program(string text, byte exitCode)
    {
        const int headers = 120;
        const ulong address = 0x400000;
        uint[] code =
        [
            // write(1, text, length), exit(code); the text follows. Numbers of calls as in asm-generic/unistd.h.
            Move(0, 1), 0x100000E1 /* adr x1, +28 */, Move(2, (uint)text.Length), Move(8, 64), 0xD4000001 /* svc */,
            Move(0, exitCode), Move(8, 93), 0xD4000001,
        ];
        var program = new byte[headers + (code.Length * sizeof(uint)) + text.Length];
        var bytes = program.AsSpan();
        // The header of ELF: a program of machine 183 whose one header of a segment follows at 64.
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(bytes);
        (bytes[16], bytes[18], bytes[20], bytes[32], bytes[52], bytes[54], bytes[56]) = (2, 183, 1, 64, 64, 56, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], address + headers);
        // The segment: all of the file, to be read and run.
        (bytes[64], bytes[68]) = (1, 5);
        foreach (var (at, value) in new[] { (80, address), (88, address), (96, (ulong)program.Length), (104, (ulong)program.Length), (112, 0x10000UL) })
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);
        for (var i = 0; i < code.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[(headers + (i * sizeof(uint)))..], code[i]);
        Encoding.ASCII.GetBytes(text).CopyTo(bytes[^text.Length..]);
        return program;

        // movz Xregister, #value
        static uint Move(uint register, uint value) => 0xD2800000 | (value << 5) | register;
    }

    /// <summary>Ends it; a second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isRegistered) Write(Entry, "-1");
        if (_isMounted) await Command.OutputAsync("umount", [Formats], CancellationToken.None);
        (_isRegistered, _isMounted) = (false, false);
    }

    // The kernel takes one write, and no file of it is made.
    private static void Write(string path, string text)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
    }
}
