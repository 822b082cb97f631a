using System.IO.Compression;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Copying must not run what lies in the container (CVE-2019-14271).</summary>
public sealed class CopiedCodeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I11_Copy_WithFakeToolsInTheImage_RunsNoneOfThem()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var marker = Path.Combine(harness.Options.DataRoot, "marker");
        var tools = new[] { "xz", "unxz", "gzip", "gunzip", "unpigz", "pigz", "zstd", "tar", "id", "getent", "nsswitch" };
        var script = $"#!/bin/sh\ntouch {marker} /marker\nexec cat\n";
        var id = await harness.RunAsync("echo ready; exec sleep 1000", spec => spec with { UserNamespace = UserNamespaceMode.Host });
        await harness.Containers.CopyInAsync(id, "/", Archive.Of([.. from tool in tools from place in new[] { "bin", "usr/bin", "usr/local/bin", "sbin" } select Archive.File($"{place}/{tool}", script, 0b111_101_101)]), cancellationToken: Token);
        await harness.Containers.CopyInAsync(id, "/", Archive.Of([.. new[] { "lib", "lib64", "usr/lib" }.Select(place => Archive.File($"{place}/libnss_files.so.2", "no library", 0b111_101_101))]), cancellationToken: Token);

        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await Archive.Of(Archive.File("file", "copied", 0b110_100_100)).CopyToAsync(gzip, Token);
        packed.Position = 0;
        await harness.Containers.CopyInAsync(id, "/etc", packed, cancellationToken: Token);
        await harness.Containers.CopyOutAsync(id, "/etc", Stream.Null, Token);
        await harness.Containers.ExportAsync(id, Stream.Null, Token);
        await harness.Containers.CommitAsync(id, new CommitSpec { RepositoryTag = "made:1", Configuration = new ImageConfiguration() }, Token);

        Assert.Equal(6, (await harness.Containers.StatFileAsync(id, "/etc/file", Token)).SizeBytes);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.StatFileAsync(id, "/marker", Token));
        Assert.False(File.Exists(marker));
        Assert.DoesNotContain(harness.Options.DataRoot, await File.ReadAllTextAsync("/proc/self/maps", Token), StringComparison.Ordinal);
    }
}
