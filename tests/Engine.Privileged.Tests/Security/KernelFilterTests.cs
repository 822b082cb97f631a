using System.Runtime.InteropServices;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>The default seccomp filter as the kernel runs it.</summary>
public sealed class KernelFilterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // errno of each call, 0 for none: AF_VSOCK is 40, AF_ALG 38, AF_UNIX 1.
    private const string Source =
        """
        #include <stdio.h>
        #include <unistd.h>
        #include <errno.h>
        #include <sys/syscall.h>
        static unsigned arguments[3];
        static int legacy(int number, long first, long second) {
            int result;
            __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(0) : "memory", "r8", "r9", "r10", "r11");
            return result < 0 ? -result : 0;
        }
        static int socketcall(unsigned family) { arguments[0] = family; arguments[1] = 1; return legacy(102, 1, (long)arguments); }
        static int native(long number, long first) { return syscall(number, first, 1, 0) < 0 ? errno : 0; }
        int main(int count, char **arguments) {
            if (count > 1) {
                printf("socketcall %d %d\n", socketcall(40), socketcall(38));
                printf("i386 %d %d %d\n", legacy(359, 40, 1), legacy(359, 38, 5), legacy(359, 1, 1));
                return 0;
            }
            printf("x86_64 %d %d %d\n", native(41, 40), native(41, 38), native(41, 1));
            printf("x32 %d %d\n", native(0x40000000 | 41, 40), native(0x40000000 | 41, 38));
            printf("clone3 %d unshare %d\n", native(435, 0), native(SYS_unshare, 0x10000000));
            return 0;
        }
        """;

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I2_Calls_UnderTheDefaultFilter_AreAnsweredAsTheProfileSays(UserNamespaceMode users)
    {
        var program = await BuildAsync();
        await using var harness = await EngineHarness.StartAsync(Token);
        Assert.Equal("x86_64 1 1 0\nx32 1 1\nclone3 38 unshare 1", await harness.OutputAsync("exec /native/program", spec => spec with { UserNamespace = users, Mounts = [program] }));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I3_Sockets_OfDeniedFamilies_AreRefusedTo32BitCalls(UserNamespaceMode users)
    {
        var program = await BuildAsync();
        const int segmentationFault = 139;
        Assert.SkipWhen((await Command.TryAsync(program.Source + "/program", ["32"], Token)).Code == segmentationFault, "needs a kernel with 32-bit calls (CONFIG_IA32_EMULATION)");
        await using var harness = await EngineHarness.StartAsync(Token);
        Assert.Equal("socketcall 38 38\ni386 1 1 0", await harness.OutputAsync("exec /native/program 32", spec => spec with { UserNamespace = users, Mounts = [program] }));
    }

    private static Task<MountSpec> BuildAsync()
    {
        Assert.SkipUnless(RuntimeInformation.OSArchitecture == Architecture.X64, "int 0x80 and x32 are x86_64's");
        return NativeProgram.BuildAsync(Source);
    }
}
