using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

public sealed class BaseImageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Build_Busybox_GivesAnImageWithItsApplets()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");
        var (store, builder) = await OpenAsync(BaseImageScript.Find());
        List<string> lines = [];
        await foreach (var line in builder.BuildAsync("busybox", Token)) lines.Add(line);

        var image = store.Resolve("busybox");
        Assert.Equal(["sh"], image.Configuration.Command);
        Assert.Equal("/bin/busybox", new FileInfo(image.LayerDirectories[0] + "/usr/bin/env").LinkTarget);
        Assert.True(File.Exists(image.LayerDirectories[0] + "/etc/passwd"));
        Assert.Equal("imported busybox:latest (1 MiB)", lines[^1]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.At("data/tmp")));
    }

    [Fact]
    public async Task Build_UnknownName_IsRefused()
    {
        var (_, builder) = await OpenAsync(BaseImageScript.Find());
        await Assert.ThrowsAsync<InvalidInputException>(async () => await ReadAsync(builder, "../../x;touch y"));
    }

    [Fact]
    public async Task Build_ScriptThatFails_TellsItsLastWords()
    {
        var script = _directory.At("fail.sh");
        await File.WriteAllTextAsync(script, "echo working; echo 'error: no archive' >&2; exit 3", Token);
        var (_, builder) = await OpenAsync(script);
        var failed = await Assert.ThrowsAsync<EngineFailureException>(async () => await ReadAsync(builder, "busybox"));
        Assert.Contains("exit code 3", failed.Message);
    }

    private static async Task ReadAsync(BaseImageBuilder builder, string name)
    {
        await foreach (var _ in builder.BuildAsync(name, Token))
        {
        }
    }

    private async Task<(ImageStore, BaseImageBuilder)> OpenAsync(string script)
    {
        var paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        var store = new ImageStore(paths, new EventBus(), NullLogger<ImageStore>.Instance);
        await store.LoadAsync(Token);
        return (store, new(store, paths, script));
    }
}
