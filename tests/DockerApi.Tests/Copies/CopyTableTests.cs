using System.Text.RegularExpressions;
using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Copies;

/// <summary>Every form of <c>docker cp</c>, with Docker 26.1.5 and with the panel: exit code, words of the error, and the resulting tree.</summary>
public sealed partial class CopyTableTests(ApiPanel panel, DockerEngine docker) : ApiTest(panel)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cpy").FullName;

    private static string Scripts => Path.Combine(Repository.Root, "tests/DockerApi.Tests/Copies");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (docker.IsRunning) await RemoveAllAsync(await docker.StartedAsync(Panel));
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }

    [Theory]
    // The older command line knows the same forms; every third tells.
    [InlineData("26/docker", true, 1)]
    [InlineData("26/docker", false, 1)]
    [InlineData("docker", false, 3)]
    public async Task Cp_InEveryForm_EndsAsWithDocker(string client, bool running, int every)
    {
        string[] forms = [.. CopyForms.All.Where((_, number) => number % every == 0)];
        var program = Path.Combine(Repository.Root, "artifacts/clients", client);
        Assert.SkipUnless(File.Exists(program), "There is no such docker; ./test.sh fetches it.");
        var ofDocker = await docker.StartedAsync(Panel);
        await Command.OutputAsync("bash", [$"{Scripts}/template.sh", _folder, $"{forms.Length}"], Cancellation);

        var sides = await Task.WhenAll(
            RunAsync(ofDocker, $"{program} -H {docker.DockerHost}", running, forms, "/docker"), RunAsync(Api, $"{program} -H {Panel.DockerHost}", running, forms, "/panel"));

        var differences = Enumerable.Range(0, forms.Length).Where(n => sides[0][n] != sides[1][n] && !CopyForms.MayDiffer(forms[n]))
            .Select(n => $"docker cp {forms[n]}\n  with Docker:\n{sides[0][n]}\n  with the panel:\n{sides[1][n]}");
        var text = string.Join('\n', differences);
        Assert.True(text.Length == 0, text);
    }

    private async Task<string[]> RunAsync(ApiClient api, string docker, bool running, string[] forms, string name)
    {
        var results = _folder + name;
        await api.CreateAsync("exec sleep 1000", name: "copied");
        await Command.OutputAsync("bash", ["-c", $"{docker} cp - copied:/ <{_folder}/whole.tar"], Cancellation);
        if (running) await api.PostAsync("/containers/copied/start");
        await File.WriteAllLinesAsync(results + ".forms", forms, Cancellation);
        await Command.OutputAsync("bash", ["-c", $"bash {Scripts}/copy.sh {_folder} {results} '{docker}' copied <{results}.forms"], Cancellation);
        await Command.OutputAsync("bash", ["-c", $"{docker} cp copied:/w/. - | tar -tv --numeric-owner --full-time >{results}.inside"], Cancellation);
        var inside = (await File.ReadAllLinesAsync(results + ".inside", Cancellation)).ToLookup(line => InsidePattern().Match(line).Groups[1].Value);
        return await Task.WhenAll(Enumerable.Range(0, forms.Length).Select(n => OutcomeAsync(results, n, inside[$"{n}"])));
    }

    private static async Task<string> OutcomeAsync(string results, int number, IEnumerable<string> inside)
    {
        var code = (await File.ReadAllTextAsync($"{results}/{number}.code", Cancellation)).Trim();
        var output = await File.ReadAllTextAsync($"{results}/{number}.out", Cancellation);
        var error = (await File.ReadAllTextAsync($"{results}/{number}.err", Cancellation)).Replace(results, "", StringComparison.Ordinal);
        var tree = (await Command.OutputAsync("find", [$"{results}/o/{number}", "-printf", "%P %y %m %U:%G %s %TY %l\n"], Cancellation)).Split('\n');
        return $"""
                exit code {code}, {CopyWords.Of(error)}
                {string.Join(" | ", Timeless(output.Split('\n')).Concat(Timeless(tree)).Concat(Timeless(inside)))}
            """;
    }

    // The template's files keep their year; files that the copy created or changed have the present one.
    private static IEnumerable<string> Timeless(IEnumerable<string> lines) => lines.Where(line => line.Length > 0)
        .Select(line => NowPattern().Replace(line, "now")).Order(StringComparer.Ordinal);

    // A name in the folder of a form.
    [GeneratedRegex(@" \./(\d+)/")]
    private static partial Regex InsidePattern();

    [GeneratedRegex(@"(?<= )20(2[2-9]|[3-9]\d)(-\d\d-\d\d \d\d:\d\d:\d\d)?(?= )")]
    private static partial Regex NowPattern();
}
