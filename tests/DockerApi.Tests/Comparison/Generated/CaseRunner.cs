using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Runs cases on Docker and the panel at the same time, and collects differences.</summary>
internal sealed partial class CaseRunner(ApiClient docker, ApiClient panel)
{
    private const string Version = "/v1.45";
    private readonly Dictionary<string, List<(string Id, string Name)>> _ids = new() { ["docker"] = [], ["panel"] = [] };
    private readonly List<string> _found = [];

    /// <summary>A line for each difference that is in no table.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>Creates the objects for the cases: <c>kept</c>, which is running, and <c>done</c>, which has ended with 3.</summary>
    public async Task PrepareAsync()
    {
        foreach (var (side, api) in new[] { ("docker", docker), ("panel", panel) })
        {
            // The host's address on each one's bridge, which extra hosts name.
            Learn(side, "gateway", (await api.GetAsync("/networks/bridge")).GetProperty("IPAM").GetProperty("Config")[0].GetProperty("Gateway").GetString()!);
            Learn(side, "busybox", (await api.GetAsync("/images/busybox/json")).GetProperty("Id").GetString()!);
            Learn(side, "done", await api.CreateAsync("for i in 1 2 3; do echo out $i; done; exit 3", "\"Labels\":{\"a\":\"c\"}", "done"));
            await api.PostAsync("/containers/done/start");
            await api.WaitAsync("done");
            var kept = await api.CreateAsync("echo ready; exec sleep 1000000", "\"Labels\":{\"a\":\"b\"},\"ExposedPorts\":{\"80/tcp\":{}},\"HostConfig\":{\"IpcMode\":\"shareable\",\"Binds\":[\"ofkept:/m\"]}", "kept");
            Learn(side, "kept", kept);
            await api.PostAsync($"/containers/{kept}/start");
        }
    }

    private void Learn(string side, string name, string id) => _ids[side].Add((id, name));

    /// <summary>Runs one, and cleans up.</summary>
    public async Task RunAsync(GeneratedCase one)
    {
        // Docker 26 now and then loses all that a container wrote that ends at once; then the case says nothing.
        for (var again = 0; again < 5; again++) if (await TryAsync(one)) return;
        Add(one, "inside: Docker has lost the log five times");
    }

    private async Task<bool> TryAsync(GeneratedCase one)
    {
        var whole = true;
        var (ofDocker, ofPanel) = (new Side(docker, _ids["docker"]), new Side(panel, _ids["panel"]));
        foreach (var step in one.Steps)
        {
            var answers = await Task.WhenAll(ofDocker.AskAsync(step), ofPanel.AskAsync(step));
            if (step.Look == Look.Inside)
            {
                answers[0] = await WholeAsync(answers[0], () => ofDocker.AskAsync(step));
                whole = !IsTorn(answers[0]) || IsTorn(answers[1]);
                if (!whole) break;
            }

            var refused = answers[0].Status >= 400 || answers[1].Status >= 400;
            if (answers[0].Status != answers[1].Status) await RefusedByOneAsync(one, step, answers[0], answers[1], ofDocker);
            else if (!refused) Compare(one, step, answers[0].Body, answers[1].Body, ofDocker, ofPanel);
            if (refused) break;
        }

        await Task.WhenAll(ofDocker.CleanAsync(), ofPanel.CleanAsync());
        return whole;
    }

    private static bool IsTorn(Answer answer) => answer.Status == 200 && !answer.Body.Contains("tty=", StringComparison.Ordinal);

    // Docker's wait may return before its log has what the container wrote; the probe's last line says that it does.
    private static async Task<Answer> WholeAsync(Answer answer, Func<Task<Answer>> askAgain)
    {
        for (var again = 0; again < 20 && IsTorn(answer); again++)
        {
            await Task.Delay(100);
            answer = await askAgain();
        }

        return answer;
    }

    private async Task RefusedByOneAsync(GeneratedCase one, Step step, Answer ofDocker, Answer ofPanel, Side docker)
    {
        // A mistake of the caller is not a fault of the server.
        if (ofDocker.Status is 500 or 501 && ofPanel.Status >= 400 && ofPanel.Status != 500) return;
        // The panel checks at create what Docker lets fail at each start.
        if (step.Call == "create" && ofDocker.Status == 201 && ofPanel.Status == 400 && (await docker.AskAsync(new("start", "POST", "/containers/case/start"))).Status >= 400) return;
        Add(one, $"{step.Call}: the status is {ofDocker.Status} in Docker's answer ({Short(ofDocker.Body)}) and {ofPanel.Status} in the panel's ({Short(ofPanel.Body)})");
    }

    private void Compare(GeneratedCase one, Step step, string ofDocker, string ofPanel, Side docker, Side panel)
    {
        if (step.Look is Look.Status or Look.Head) return;
        if (step.Look == Look.Inside) CompareInside(one, docker.Reads(ofDocker), panel.Reads(ofPanel));
        else if (Json(ofDocker) is { } left && Json(ofPanel) is { } right)
            foreach (var difference in JsonDifferences.Between(step.Call, left, right, docker.Reads, panel.Reads)) Add(one, difference);
        else if (Text(docker.Reads(ofDocker)) is var said && Text(panel.Reads(ofPanel)) is var other && said != other) Add(one, $"{step.Call}: {Short(said)} in Docker's answer, {Short(other)} in the panel's");
    }

    private void CompareInside(GeneratedCase one, string ofDocker, string ofPanel)
    {
        var (left, right) = (Lines(ofDocker), Lines(ofPanel));
        foreach (var name in left.Keys.Union(right.Keys))
            if (left.GetValueOrDefault(name) != right.GetValueOrDefault(name)) Add(one, $"inside: {name} is {left.GetValueOrDefault(name)} in Docker's container and {right.GetValueOrDefault(name)} in the panel's");
    }

    private void Add(GeneratedCase one, string difference)
    {
        if (!GeneratedDifferences.Know(one.Name, difference)) _found.Add($"{one.Name} | {difference}");
    }

    private static Dictionary<string, string> Lines(string text) => Text(text).Split('\n').Select(line => line.Trim('\r'))
        .Where(line => line.Contains('=')).GroupBy(line => line[..line.IndexOf('=')]).ToDictionary(group => group.Key, group => group.First()[(group.Key.Length + 1)..]);

    private static string Text(string frames) => HeadPattern().Replace(frames, "");

    // The head of a frame: which stream, and how long.
    [GeneratedRegex(@"[\x01\x02]\0\0\0....", RegexOptions.Singleline)]
    private static partial Regex HeadPattern();

    private static JsonElement? Json(string body)
    {
        try
        {
            return body.Length > 0 ? JsonElement.Parse(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string body) => body.Length > 220 ? body[..220].Trim() + "…" : body.Trim();

    private readonly record struct Answer(int Status, string Body);

    /// <summary>One of the two in one case.</summary>
    private sealed class Side(ApiClient api, List<(string Id, string Name)> known)
    {
        private readonly EngineSide _side = Knowing(api, known);
        private string? _id;

        public string Reads(string text) => _side.Reads(text);

        public async Task<Answer> AskAsync(Step step)
        {
            var content = step.Body is null ? null : new StringContent(step.Body, Encoding.UTF8, "application/json");
            try
            {
                var path = Version + step.Path.Replace("{exec}", _id, StringComparison.Ordinal);
                if (step.Look == Look.Head)
                {
                    using var head = await api.OpenAsync(new HttpMethod(step.Method), path);
                    return new((int)head.StatusCode, "");
                }

                var (status, body) = await api.AskAsync(new HttpMethod(step.Method), path, content);
                if (status == HttpStatusCode.Created && Json(body) is { } answer && answer.TryGetProperty("Id", out var id)) _side.Learn(_id = id.GetString()!, step.Call);
                return new((int)status, body);
            }
            catch (HttpRequestException error)
            {
                return new(599, error.Message);
            }
            catch (TaskCanceledException error) when (error.InnerException is TimeoutException)
            {
                return new(598, "no end of the answer within the client's time");
            }
        }

        public async Task CleanAsync()
        {
            await api.AskAsync(HttpMethod.Delete, "/containers/case?force=1&v=1");
        }

        private static EngineSide Knowing(ApiClient api, List<(string Id, string Name)> known)
        {
            var side = new EngineSide(api);
            foreach (var (id, name) in known) side.Learn(id, name);
            return side;
        }
    }
}
