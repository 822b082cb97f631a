using System.Diagnostics;

namespace Panel.Engine.Native.Tests.Archives;

/// <summary>Packs bytes with a program of this machine: gzip, xz or bzip2.</summary>
internal static class Packer
{
    public static async Task<byte[]> PackAsync(byte[] content, params string[] program)
    {
        var token = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program[0], [.. program[1..], "-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program[0]} did not start.");
        using var packed = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(packed, token);
        await process.StandardInput.BaseStream.WriteAsync(content, token);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(token);
        Assert.Equal(0, process.ExitCode);
        return packed.ToArray();
    }
}
