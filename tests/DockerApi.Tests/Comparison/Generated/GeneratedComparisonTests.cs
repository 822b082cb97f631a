using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>
/// Cases made of Docker's description of its API and of the command line's own flags, run by Docker and the panel. <see cref="Chosen"/> says which run.
/// </summary>
public sealed class GeneratedComparisonTests(ApiPanel panel, DockerEngine docker) : ApiTest(panel)
{
    private static readonly string Cli = Path.Combine(Repository.Root, "artifacts/clients/26/docker");

    [Fact]
    public void Cases_OfTheDescription_AreThreeThousandAndMore() => Assert.InRange(OfDescription().Count, 3000, 20000);

    [Fact]
    public async Task Cases_OfTheFlags_NameEveryFlag()
    {
        var flags = await FlagsAsync();

        Assert.All(CliCases.Commands, command => Assert.NotEmpty(flags[command]));
        Assert.Superset(new HashSet<string> { "add-host", "blkio-weight-device", "health-start-interval", "init", "workdir" }, flags["create"].Select(flag => flag.Name).ToHashSet());
        Assert.InRange(CliCases.All(flags).DistinctBy(one => one.Name).Count(), 800, 5000);
    }

    [Fact]
    public async Task Cases_OfTheDescription_HaveTheSameOutcome()
    {
        var runner = new CaseRunner(await docker.StartedAsync(Panel), Api);
        await CompareAsync(runner, async () =>
        {
            foreach (var one in Of(OfDescription(), one => one.Name)) await runner.RunAsync(one);
            return runner.Found;
        });
    }

    [Fact]
    public async Task Cases_OfTheFlags_HaveTheSameOutcome()
    {
        var api = await docker.StartedAsync(Panel);
        using var runner = new CliRunner(Cli, (docker.DockerHost, api), (Panel.DockerHost, Api));
        var flags = await FlagsAsync();
        await CompareAsync(new CaseRunner(api, Api), async () =>
        {
            await runner.PrepareAsync();
            foreach (var one in Of([.. CliCases.All(flags).DistinctBy(one => one.Name)], one => one.Name)) await runner.RunAsync(one);
            return runner.Found;
        });
    }

    private static List<T> Of<T>(List<T> all, Func<T, string> name)
    {
        List<T> chosen = [.. Chosen.Of(all, name)];
        TestContext.Current.TestOutputHelper?.WriteLine($"PANEL_TEST_SEED={Chosen.Seed}: {chosen.Count} of {all.Count} cases");
        return chosen;
    }

    private async Task CompareAsync(CaseRunner prepared, Func<Task<IReadOnlyList<string>>> run)
    {
        IReadOnlyList<string> found;
        try
        {
            await prepared.PrepareAsync();
            found = await run();
        }
        finally
        {
            await RemoveAllAsync(await docker.StartedAsync(Panel));
        }

        Assert.True(found.Count == 0, $"PANEL_TEST_SEED={Chosen.Seed} repeats these {found.Count} differences:\n{string.Join('\n', found)}");
    }

    private static async Task<Dictionary<string, IReadOnlyList<CliFlag>>> FlagsAsync()
    {
        Assert.SkipUnless(File.Exists(Cli), $"There is no {Cli}; ./test.sh fetches it.");
        Dictionary<string, IReadOnlyList<CliFlag>> flags = [];
        foreach (var command in CliCases.Commands) flags[command] = CliFlags.In(await Command.OutputAsync(Cli, [command, "--help"], Cancellation));
        return flags;
    }

    private static List<GeneratedCase> OfDescription()
    {
        Assert.SkipUnless(File.Exists(ApiDescription.File), $"There is no {ApiDescription.File}; the cases are made of it.");
        var api = ApiDescription.Read();
        return [.. OtherCases.Questions(api), .. ImageCases.All(api), .. VolumeCases.All(api), .. OtherCases.Execs(api), .. OtherCases.Updates(api), .. OtherCases.Changes(api), .. CreateCases.All(api)];
    }
}
