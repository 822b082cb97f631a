using Panel.Engine.Contract;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>A bind that is held to a folder: whoever may write to the folder cannot make it lead out.</summary>
public sealed class BindWithinTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("within-").FullName;
    private readonly string _outside = Directory.CreateTempSubdirectory("outside-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public BindWithinTests()
    {
        Directory.CreateDirectory(_folder + "/data/deep");
        File.WriteAllText(_folder + "/data/deep/file", "inside\n");
        File.WriteAllText(_outside + "/file", "outside\n");
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_outside, recursive: true);
    }

    [Fact]
    public async Task Source_WithinItsFolder_IsMounted()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("cat /a/file /b/deep/file; echo made > /b/new; exec sleep 1000", spec => spec with { Mounts = [Held("/a", "/data/deep"), Held("/b", "/data")] });
        await harness.UntilLoggedAsync(id, "inside\ninside", Token);
        Assert.True(File.Exists(_folder + "/data/new"));
    }

    [Theory]
    [InlineData("/link")]
    [InlineData("/link/file")]
    [InlineData("/data/../link")]
    [InlineData("/up")]
    public async Task Source_ThatALinkLeadsOut_StartsNothing(string source)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        // The folder is honest when the container is made.
        Directory.CreateDirectory(_folder + "/link");
        File.WriteAllText(_folder + "/link/file", "");
        Directory.CreateDirectory(_folder + "/up");
        var made = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["cat", "/a/file"], Mounts = [Held("/a", source)] }, Token);
        Directory.Delete(_folder + "/link", recursive: true);
        Directory.Delete(_folder + "/up");
        Directory.CreateSymbolicLink(_folder + "/link", _outside);
        Directory.CreateSymbolicLink(_folder + "/up", "..");
        var failure = await Assert.ThrowsAnyAsync<EngineException>(() => harness.Containers.StartAsync(made.Id, Token));
        Assert.Contains($"must lie in {_folder}, with no symbolic link on the way", failure.Message, StringComparison.Ordinal);
        // Neither do those who copy from a container that does not run.
        await Assert.ThrowsAnyAsync<EngineException>(() => harness.Containers.StatFileAsync(made.Id, "/a/file", Token));
    }

    [Fact]
    public async Task Source_ThatIsMissing_IsNotMade()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var made = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["true"], Mounts = [Held("/a", "/missing") with { CreateSource = true }] }, Token);
        await Assert.ThrowsAnyAsync<EngineException>(() => harness.Containers.StartAsync(made.Id, Token));
        Assert.False(Path.Exists(_folder + "/missing"));
    }

    private MountSpec Held(string target, string source) => new(MountKind.Bind, target, _folder + source) { Within = _folder };
}
