using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Runs cases on Docker and the panel at the same time, and collects differences.</summary>
internal sealed class CaseRunner(ApiClient docker, ApiClient panel)
{
    private const string Version = "/v1.45";
    private readonly Dictionary<string, List<(string Id, string Name)>> _ids = new() { ["docker"] = [], ["panel"] = [] };
    private readonly List<string> _found = [];

    /// <summary>A line for each difference that is in no table.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>
    /// Creates the objects for the cases: <c>kept</c>, which is running, <c>done</c>, which has ended with 3, and <c>still</c>, which is the same and in which no case writes.
    /// </summary>
    public async Task PrepareAsync()
    {
        foreach (var (side, api) in new[] { ("docker", docker), ("panel", panel) })
        {
            // The host's address on each one's bridge, which extra hosts name.
            Learn(side, "gateway", (await api.GetAsync("/networks/bridge")).GetProperty("IPAM").GetProperty("Config")[0].GetProperty("Gateway").GetString()!);
            Learn(side, "busybox", (await api.GetAsync("/images/busybox/json")).GetProperty("Id").GetString()!);
            foreach (var ended in new[] { "done", "still" })
            {
                Learn(side, ended, await api.CreateAsync("for i in 1 2 3; do echo out $i; done; exit 3", "\"Labels\":{\"a\":\"c\"}", ended));
                await api.PostAsync($"/containers/{ended}/start");
                await api.WaitAsync(ended);
            }

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
        await Task.WhenAll(ofDocker.ClearAsync(one.Leaves), ofPanel.ClearAsync(one.Leaves));
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
            else if (!refused) refused = !Compare(one, step, answers[0].Body, answers[1].Body, ofDocker, ofPanel);
            if (refused) break;
        }

        await Task.WhenAll(ofDocker.CleanAsync(), ofPanel.CleanAsync());
        await Task.WhenAll(ofDocker.ClearAsync(one.Leaves), ofPanel.ClearAsync(one.Leaves));
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
        // Docker begins to answer before it reads an archive or asks a registry, and tells of an error in the stream.
        if (step.Look == Look.Progress && (ofDocker.Status >= 400 || Fails(ofDocker.Body)) && (ofPanel.Status >= 400 || Fails(ofPanel.Body)) && ofPanel.Status != 500) return;
        // A mistake of the caller is not a fault of the server.
        if (ofDocker.Status is 500 or 501 && ofPanel.Status >= 400 && ofPanel.Status != 500) return;
        // The panel checks at create what Docker lets fail at each start.
        if (step.Call == "create" && ofDocker.Status == 201 && ofPanel.Status == 400 && (await docker.AskAsync(new("start", "POST", "/containers/case/start"))).Status >= 400) return;
        Add(one, $"{step.Call}: the status is {ofDocker.Status} in Docker's answer ({Short(ofDocker.Body)}) and {ofPanel.Status} in the panel's ({Short(ofPanel.Body)})");
    }

    // Whether the case goes on: not after a transfer that has failed.
    private bool Compare(GeneratedCase one, Step step, string ofDocker, string ofPanel, Side docker, Side panel)
    {
        if (step.Look is Look.Status or Look.Head) return true;
        if (step.Look == Look.Progress)
        {
            if (Fails(ofDocker) != Fails(ofPanel)) Add(one, $"{step.Call}: Docker's progress ends with {Last(ofDocker)}, the panel's with {Last(ofPanel)}");
            return !Fails(ofDocker) && !Fails(ofPanel);
        }

        foreach (var difference in Differences(step, ofDocker, ofPanel, docker, panel)) Add(one, difference);
        return true;
    }

    private static IEnumerable<string> Differences(Step step, string ofDocker, string ofPanel, Side docker, Side panel)
    {
        if (step.Look == Look.Inside) return InsideDifferences.Between(docker.Reads(ofDocker), panel.Reads(ofPanel));
        if (step.Look == Look.Lines) (ofDocker, ofPanel) = (AsList(ofDocker), AsList(ofPanel));
        if (Json(ofDocker) is { } left && Json(ofPanel) is { } right) return JsonDifferences.Between(step.Call, left, right, docker.Reads, panel.Reads);
        var (said, other) = (InsideDifferences.Text(docker.Reads(ofDocker)), InsideDifferences.Text(panel.Reads(ofPanel)));
        return said == other ? [] : [$"{step.Call}: {Short(said)} in Docker's answer, {Short(other)} in the panel's"];
    }

    private static bool Fails(string progress) => progress.Contains("\"errorDetail\"", StringComparison.Ordinal);

    private static string Last(string progress) => Short(progress.Trim().Split('\n')[^1]);

    // In the order of their kinds: the panel records an exit before it cleans up, so the network's event comes after it.
    private static string AsList(string lines) => $"[{string.Join(',', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).OrderBy(KindOf, StringComparer.Ordinal))}]";

    private static string KindOf(string line) => JsonElement.Parse(line) is { ValueKind: JsonValueKind.Object } happening && happening.TryGetProperty("Action", out var action) ? $"{happening.GetProperty("Type")} {action}" : "";

    private void Add(GeneratedCase one, string difference)
    {
        if (!GeneratedDifferences.Know(one.Name, difference)) _found.Add($"{one.Name} | {difference}");
    }

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
        private string? _begun;
        private string? _id;

        public string Reads(string text) => _side.Reads(text);

        public async Task<Answer> AskAsync(Step step)
        {
            _begun ??= Moment.Now();
            HttpContent? content = step.Upload is not null ? new ByteArrayContent(step.Upload) { Headers = { ContentType = new("application/x-tar") } }
                : step.Body is not null ? new StringContent(step.Body, Encoding.UTF8, "application/json") : null;
            if (step.Account is not null) (content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation("X-Registry-Auth", step.Account);
            try
            {
                var path = Version + step.Path.Replace("{exec}", _id, StringComparison.Ordinal).Replace("{begun}", _begun, StringComparison.Ordinal).Replace("{now}", Moment.Now(later: TimeSpan.FromMilliseconds(5)), StringComparison.Ordinal);
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

        public Task CleanAsync() => api.RemoveAsync("case");

        /// <summary>Takes away what cases leave, other than containers.</summary>
        public async Task ClearAsync(Leaves leaves)
        {
            if (leaves == Leaves.Images)
                foreach (var image in (await api.GetAsync("/images/json")).EnumerateArray())
                    if (!image.GetRawText().Contains("\"busybox:latest\"", StringComparison.Ordinal)) await api.AskAsync(HttpMethod.Delete, $"/images/{image.GetProperty("Id").GetString()}?force=1");
                    else
                        foreach (var tag in image.GetProperty("RepoTags").EnumerateArray().Select(tag => tag.GetString()).Where(tag => tag != "busybox:latest")) await api.AskAsync(HttpMethod.Delete, $"/images/{tag}");
            if (leaves == Leaves.Volumes)
                foreach (var volume in (await api.GetAsync("/volumes")).GetProperty("Volumes").EnumerateArray().Select(volume => volume.GetProperty("Name").GetString()).Where(name => name != "ofkept"))
                    await api.AskAsync(HttpMethod.Delete, $"/volumes/{volume}?force=1");
        }

        // A little later, so that what has just happened is before it.
        private static EngineSide Knowing(ApiClient api, List<(string Id, string Name)> known)
        {
            var side = new EngineSide(api);
            foreach (var (id, name) in known) side.Learn(id, name);
            return side;
        }
    }
}
