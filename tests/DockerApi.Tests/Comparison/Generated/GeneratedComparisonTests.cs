using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>
/// Cases made of Docker's description of its API, run by Docker and the panel. An ordinary run takes the tenth of seed 1; <c>PANEL_TEST_FULL=1</c> takes
/// all, <c>PANEL_TEST_SEED</c> the tenth of another seed, <c>PANEL_TEST_CASE</c> those whose name fits the regular expression.
/// </summary>
public sealed class GeneratedComparisonTests(ApiPanel panel, DockerEngine docker) : ApiTest(panel)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("PANEL_TEST_FULL") == "1";

    [Fact]
    public void Cases_OfTheDescription_AreThreeThousandAndMore() => Assert.InRange(All().Count, 3000, 20000);

    [Fact]
    public async Task Cases_OfTheDescription_HaveTheSameOutcome()
    {
        var runner = new CaseRunner(await docker.StartedAsync(Panel), Api);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PANEL_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : 1;
        TestContext.Current.TestOutputHelper?.WriteLine($"PANEL_TEST_SEED={seed}");
        try
        {
            await runner.PrepareAsync();
            foreach (var one in Chosen(seed)) await runner.RunAsync(one);
        }
        finally
        {
            await RemoveAllAsync(await docker.StartedAsync(Panel));
        }

        Assert.True(runner.Found.Count == 0, $"PANEL_TEST_SEED={seed} repeats these {runner.Found.Count} differences:\n{string.Join('\n', runner.Found)}");
    }

    private static IEnumerable<GeneratedCase> Chosen(int seed)
    {
        if (Environment.GetEnvironmentVariable("PANEL_TEST_CASE") is { Length: > 0 } text) return All().Where(one => Regex.IsMatch(one.Name, text));
        return IsFull ? All() : All().Where(one => IsOfTenth(seed, one.Name));
    }

    // By its name, so that a case that is added or taken out does not change which of the others run. Ten seeds in a row are all of them.
    private static bool IsOfTenth(int seed, string name) => (BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + (uint)seed) % 10 == 0;

    private static List<GeneratedCase> All()
    {
        Assert.SkipUnless(File.Exists(ApiDescription.File), $"There is no {ApiDescription.File}; the cases are made of it.");
        var api = ApiDescription.Read();
        return [.. OtherCases.Questions(api), .. OtherCases.Execs(api), .. OtherCases.Updates(api), .. OtherCases.Changes(api), .. CreateCases.All(api)];
    }
}
