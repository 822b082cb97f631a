using System.Formats.Tar;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>
/// An image may have owners that a container's 65,536 ids do not hold, as in Docker without user namespaces. The container sees them as nobody's, cannot change
/// what they own, and gets no right from their set-user-ID bits; no such id becomes one of the host's. Archives that are copied into a container are refused instead.
/// </summary>
public sealed class ImageOwnerTests
{
    // Busybox gives up such rights by itself, so the program is one of ours.
    private const string Source = """
        #include <stdio.h>
        #include <unistd.h>
        int main(void) { return printf("%d:%d %d:%d\n", getuid(), geteuid(), getgid(), getegid()) < 0; }
        """;

    private const UnixFileMode SetIds = (UnixFileMode)0b110_111_101_101;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(65536)]
    [InlineData(100_000)]
    [InlineData(int.MaxValue)]
    public async Task Owner_OutsideTheContainersRange_IsNobodysAndGivesNoRights(int owner)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await using var image = await ImageAsync(owner);
        await harness.Engine.Images.ImportAsync(image, "foreign:latest", new ImageConfiguration(), null, Token);

        const string script = """
            stat -c '%u:%g %a' /foreign/out /foreign/edge
            chown 0:0 /foreign/out 2>/dev/null; { echo x >>/foreign/out; } 2>/dev/null; chmod 777 /foreign/out 2>/dev/null; rm -f /foreign/out 2>/dev/null
            stat -c '%u:%g %a' /foreign/out
            /foreign/out; /foreign/edge
            """;
        var said = (await harness.OutputAsync(script, spec => spec with { Image = "foreign:latest" })).Split('\n', StringSplitOptions.TrimEntries);

        // 65534 is what the kernel shows for an id that is none in this user namespace; its set-user-ID bit has no effect there.
        Assert.Equal(["65534:65534 6755", "65535:65535 6755", "65534:65534 6755", "0:0 0:0", "0:65535 0:65535"], said);
    }

    [Fact]
    public async Task Owner_OutsideTheContainersRange_StaysWhatItIsInTheImage()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await using var image = await ImageAsync(100_000);
        await harness.Engine.Images.ImportAsync(image, "foreign:latest", new ImageConfiguration(), null, Token);

        // Without a user namespace, and for whoever exports the image.
        Assert.Equal("100000:100000", await harness.OutputAsync("stat -c '%u:%g' /foreign/out", spec => spec with { Image = "foreign:latest", UserNamespace = UserNamespaceMode.Host }));
    }

    // Busybox, and two copies of a program that run as their owner: one outside the range, one with its last id.
    private static async Task<MemoryStream> ImageAsync(int owner)
    {
        var program = await File.ReadAllBytesAsync((await NativeProgram.BuildAsync(Source)).Source + "/program", Token);
        var image = new MemoryStream();
        await using var busybox = File.OpenRead(await EngineHarness.ImageAsync(Token));
        await using (var reader = new TarReader(busybox))
        await using (var writer = new TarWriter(image, TarEntryFormat.Pax, leaveOpen: true))
        {
            while (await reader.GetNextEntryAsync(copyData: true, Token) is { } entry) await writer.WriteEntryAsync(entry, Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "foreign") { Mode = (UnixFileMode)0b111_101_101 }, Token);
            foreach (var (name, id) in new[] { ("foreign/out", owner), ("foreign/edge", 65535) })
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(program), Uid = id, Gid = id, Mode = SetIds }, Token);
        }

        image.Position = 0;
        return image;
    }
}
