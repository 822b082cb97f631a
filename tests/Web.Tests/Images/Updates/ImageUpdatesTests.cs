using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Images.Updates;
using Panel.Web.Features.Registries;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images.Updates;

public sealed class ImageUpdatesTests : UpdateTest
{
    [Fact]
    public async Task Check_TellsWhatIsNewerUntilItIsPulled()
    {
        Pulled("app:1", First);
        Pulled("db:2", First);
        Tells("app:1", Second);
        Assert.Equal(UpdateState.Never, Of("app:1").State);

        await Updates.CheckAsync(null, Cancellation);

        Assert.Equal(UpdateState.Available, Of("app:1").State);
        Assert.Equal(Second, Of("app:1").Remote);
        Assert.Equal(Sample.Now, Of("app:1").CheckedAt);
        Assert.Equal(UpdateState.Current, Of("db:2").State);
        Pulled("app:1", Second);
        Assert.Equal(UpdateState.Current, Of("app:1").State);
        Assert.Equal(2, Asked.Count());
    }

    [Fact]
    public async Task Check_OfOneName_AsksForThatOnly()
    {
        Pulled("app:1", First);
        Pulled("db:2", First);
        await Updates.CheckAsync("db:2", Cancellation);
        Assert.Equal(["db:2"], Asked);
    }

    [Fact]
    public async Task Check_OfWhatWasMadeHere_AsksNobodyAndWritesNothing()
    {
        Engine.Images.All.Add(Sample.Image("made", "made:1"));
        // Pulled once, from another repository than its name tells now.
        Engine.Images.All.Add(Sample.Image("named", "mine:1") with { RepositoryDigests = [$"theirs@{First}"] });

        await Updates.CheckAsync(null, Cancellation);

        Assert.Empty(Asked);
        Assert.Equal(UpdateState.NotChecked, Of("made:1").State);
        Assert.Contains("never pulled", Of("mine:1").Problem, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Check_ThatFails_KeepsWhatWasKnown()
    {
        Pulled("app:1", First);
        Pulled("db:2", First);
        Tells("app:1", Second);
        await Updates.CheckAsync("app:1", Cancellation);
        Engine.Registries.Fail = new EngineFailureException("The registry cannot be reached.", "registry");

        await Updates.CheckAsync(null, Cancellation);

        Assert.Equal((UpdateState.Available, "The registry cannot be reached."), (Of("app:1").State, Of("app:1").Problem));
        Assert.Equal((UpdateState.Unknown, "The registry cannot be reached."), (Of("db:2").State, Of("db:2").Problem));
        Engine.Registries.Fail = null;
        await Updates.CheckAsync(null, Cancellation);
        Assert.Equal((UpdateState.Available, null), (Of("app:1").State, Of("app:1").Problem));
    }

    [Fact]
    public async Task Check_ThatFailsAfterThePull_KeepsThatItIsCurrent()
    {
        Pulled("app:1", First);
        Tells("app:1", Second);
        await Updates.CheckAsync(null, Cancellation);
        Pulled("app:1", Second);
        Engine.Registries.Fail = new EngineFailureException("The registry cannot be reached.", "registry");

        await Updates.CheckAsync(null, Cancellation);

        Assert.Equal((UpdateState.Current, "The registry cannot be reached."), (Of("app:1").State, Of("app:1").Problem));
        Pulled("app:1", "sha256:" + new string('3', 64));
        Assert.Equal(UpdateState.Never, Of("app:1").State);
    }

    [Fact]
    public async Task Registry_ThatIsAway_IsNotWaitedForWithEachName()
    {
        for (var i = 0; i < 20; i++) Pulled($"away.example/app:{i}", First);
        Pulled("other.example/app:1", First);
        for (var i = 0; i < 20; i++) Engine.Registries.Fails[$"away.example/app:{i}"] = new EngineFailureException("It cannot be reached.", "registry");

        await Updates.CheckAsync(null, Cancellation);

        // Two are under way at once.
        Assert.InRange(Asked.Count(name => name.StartsWith("away", StringComparison.Ordinal)), 3, 4);
        Assert.Equal("The panel did not ask, because the registry away.example failed 3 times in a row. It cannot be reached.", Of("away.example/app:19").Problem);
        Assert.Equal(UpdateState.Current, Of("other.example/app:1").State);
    }

    [Fact]
    public async Task Registry_ThatFailsNowAndThen_IsAskedForAll()
    {
        for (var i = 0; i < 20; i++) Pulled($"app:{i}", First);
        for (var i = 0; i < 20; i += 4)
        {
            Engine.Registries.Fails[$"app:{i}"] = new EngineFailureException("It is busy.", "registry");
            Engine.Registries.Fails[$"app:{i + 1}"] = new NotPermittedException("It is private.");
        }

        await Updates.CheckAsync(null, Cancellation);

        Assert.Equal(20, Asked.Count());
    }

    [Fact]
    public async Task Registry_ThatWantsToBeLeftAloneForYears_IsForADay()
    {
        Pulled("app:1", First);
        Engine.Registries.Digests["app:1"] = new RemoteDigest(null, TimeSpan.FromDays(4000));
        await Updates.CheckAsync(null, Cancellation);
        Clock.Advance(TimeSpan.FromDays(1));
        Tells("app:1", Second);
        await Updates.CheckAsync(null, Cancellation);
        Assert.Equal(UpdateState.Available, Of("app:1").State);
    }

    [Fact]
    public async Task Check_OfANameThatTheRegistryHasNoMore_IsNoUpdate()
    {
        Pulled("app:1", First);
        Tells("app:1", Second);
        await Updates.CheckAsync(null, Cancellation);
        Engine.Registries.Fails["app:1"] = new ObjectNotFoundException("There is no app:1.");

        await Updates.CheckAsync(null, Cancellation);

        Assert.Equal((UpdateState.Unknown, "There is no app:1."), (Of("app:1").State, Of("app:1").Problem));
    }

    [Fact]
    public async Task Check_ThatFailsInsideOut_TellsNoInsides()
    {
        Pulled("app:1", First);
        Engine.Registries.Fail = new InvalidOperationException("object at 0x7f");
        await Updates.CheckAsync(null, Cancellation);
        Assert.DoesNotContain("0x7f", Of("app:1").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WhereARegistryTellsNoDigest_SaysSo()
    {
        Pulled("app:1", First);
        Engine.Registries.Digests["app:1"] = new RemoteDigest(null);
        await Updates.CheckAsync(null, Cancellation);
        Assert.Equal(UpdateState.Unknown, Of("app:1").State);
        Assert.Contains("docker.io gives a tag's digest only", Of("app:1").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registry_AskedTooOften_IsLeftAloneForAsLongAsItSaysAndOverARestart()
    {
        for (var i = 0; i < 5; i++) Pulled($"app:{i}", First);
        Pulled("other.example/app:1", First);
        for (var i = 0; i < 5; i++) Engine.Registries.Digests[$"app:{i}"] = new RemoteDigest(null, TimeSpan.FromHours(1));

        await Updates.CheckAsync(null, Cancellation);

        // Two are under way at once.
        Assert.InRange(Asked.Count(name => name.StartsWith("app:", StringComparison.Ordinal)), 1, 2);
        Assert.Contains("other.example/app:1", Asked);
        Assert.Contains("has reached the limit", Of("app:4").Problem, StringComparison.Ordinal);
        var asked = Asked.Count();
        using var restarted = Restarted();
        await restarted.CheckAsync("app:4", Cancellation);
        Assert.Equal(asked, Asked.Count());
        Clock.Advance(TimeSpan.FromHours(1));
        Tells("app:4", Second);
        await restarted.CheckAsync("app:4", Cancellation);
        Assert.Equal(UpdateState.Available, restarted.Of(Engine.Images.All[4], "app:4").State);
    }

    [Fact]
    public async Task Due_IsWhatWasNotAskedForSinceAsLongAsTheSettingSays()
    {
        Pulled("app:1", First);
        await Updates.CheckDueAsync(Cancellation);
        Pulled("db:2", First);
        await Updates.CheckDueAsync(Cancellation);
        Assert.Equal(["app:1", "db:2"], Asked);

        Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await Updates.CheckDueAsync(Cancellation);
        Assert.Equal(2, Asked.Count());
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Updates.CheckDueAsync(Cancellation);
        Assert.Equal(4, Asked.Count());
    }

    [Fact]
    public async Task Due_AfterAFailure_WaitsAsLong()
    {
        Pulled("app:1", First);
        Engine.Registries.Fail = new EngineFailureException("No.", "registry");
        await Updates.CheckDueAsync(Cancellation);
        await Updates.CheckDueAsync(Cancellation);
        Assert.Single(Asked);
    }

    [Fact]
    public async Task Known_IsThereAfterARestartAndForgottenWithItsName()
    {
        var image = Pulled("app:1", First);
        Pulled("db:2", First);
        Tells("app:1", Second);
        await Updates.CheckAsync(null, Cancellation);

        using var restarted = Restarted();
        Assert.Equal(UpdateState.Available, restarted.Of(image, "app:1").State);
        Assert.Equal(Sample.Now, restarted.Of(image, "app:1").CheckedAt);
        Engine.Images.All.Remove(image);
        await restarted.CheckDueAsync(Cancellation);
        Assert.DoesNotContain("app:1", await System.IO.File.ReadAllTextAsync(File, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"names\":{\"app:1\":")]
    [InlineData("{\"names\":null,\"pauses\":null}")]
    [InlineData("{\"names\":{\"app:1\":null}}")]
    [InlineData("{\"names\":{\"app:1\":{\"local\":null,\"remote\":\"x\"}}}")]
    [InlineData("{\"names\":{\"app:1\":{\"local\":[null],\"remote\":7}}}")]
    public async Task File_OfNonsense_IsAsNone(string content)
    {
        Pulled("app:1", First);
        Tells("app:1", Second);
        await System.IO.File.WriteAllTextAsync(File, content, Cancellation);
        Assert.Equal(UpdateState.Never, Of("app:1").State);

        await Updates.CheckAsync(null, Cancellation);

        using var restarted = Restarted();
        Assert.Equal(UpdateState.Available, restarted.Of(Engine.Images.All[0], "app:1").State);
    }

    [Fact]
    public async Task File_ThatCannotBeWritten_IsKnownUntilTheEnd()
    {
        Directory.CreateDirectory(File + ".new");
        Pulled("app:1", First);
        Tells("app:1", Second);
        await Updates.CheckAsync(null, Cancellation);
        Assert.Equal(UpdateState.Available, Of("app:1").State);
    }

    [Fact]
    public async Task Check_UsesTheStoredAccountAndToldWhenItCannotBeOpened()
    {
        var stored = Services.GetRequiredService<StoredRegistries>();
        await stored.AddAsync("one.example", new RegistryForm { Address = "one.example", UserName = "ada", Password = "secret" }, Cancellation);
        await stored.AddAsync("two.example", new RegistryForm { Address = "two.example", UserName = "ada", Password = "secret" }, Cancellation);
        await using (var database = await Services.GetRequiredService<IDbContextFactory<PanelDbContext>>().CreateDbContextAsync(Cancellation))
        {
            await database.Secrets.Where(secret => secret.Name == "two.example").ExecuteUpdateAsync(change => change.SetProperty(secret => secret.Ciphertext, "of another key"), Cancellation);
        }
        Pulled("one.example/app:1", First);
        Pulled("two.example/app:1", First);

        await Updates.CheckAsync(null, Cancellation);

        Assert.Equal(["peek one.example/app:1 ada:secret"], Engine.Registries.Calls);
        Assert.Contains("two.example", Of("two.example/app:1").Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await System.IO.File.ReadAllTextAsync(File, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAHostInUpperCase_GetsNoAccountOfDockerHub()
    {
        await Services.GetRequiredService<StoredRegistries>().AddAsync("docker.io", new RegistryForm { UserName = "ada", Password = "secret" }, Cancellation);
        Pulled("LOCALHOST/app:1", First);
        await Updates.CheckAsync(null, Cancellation);
        Assert.Equal(["peek LOCALHOST/app:1 :"], Engine.Registries.Calls);
    }

    [Fact]
    public async Task Operation_OfAViewer_IsRefusedAndAudited()
    {
        Pulled("app:1", First);
        SignIn(PanelRole.Viewer);
        await Assert.ThrowsAsync<NotPermittedException>(() => Services.GetRequiredService<ImageUpdateOperations>().CheckAsync("app:1", Cancellation));
        Assert.Empty(Asked);
        Assert.Equal(["image.update.check app:1 Refused"], Audit.Rows);
    }

    private ImageUpdates Restarted() => ActivatorUtilities.CreateInstance<ImageUpdates>(Services);
}
