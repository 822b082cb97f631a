using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Contract;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>A small static program in C, for calls that no command of busybox makes; kept beside the tests, for machines without a compiler.</summary>
internal static class NativeProgram
{
    private static readonly SemaphoreSlim s_compiler = new(1, 1);

    /// <summary>Compiles it, or skips the test. The mount holds it as <c>/native/program</c>.</summary>
    public static async Task<MountSpec> BuildAsync(string source)
    {
        var token = TestContext.Current.CancellationToken;
        var directory = Path.Combine(AppContext.BaseDirectory, "native", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..16]);
        var mount = new MountSpec(MountKind.Bind, "/native", directory, ReadOnly: true);
        await s_compiler.WaitAsync(token);
        try
        {
            if (File.Exists(directory + "/program")) return mount;
            Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "needs gcc and libc6-dev");
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(directory + "/program.c", source, token);
            // Without -no-pie addresses would not fit into the 32 bits of an int 0x80 call.
            await Command.OutputAsync("gcc", ["-static", "-no-pie", "-O1", "-o", directory + "/program.new", directory + "/program.c"], token);
            File.Move(directory + "/program.new", directory + "/program");
            return mount;
        }
        finally
        {
            s_compiler.Release();
        }
    }
}
