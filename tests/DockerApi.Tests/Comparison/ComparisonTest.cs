using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>Sends the same calls to Docker and to the panel; a difference that <see cref="MayDiffer"/> does not list fails the test.</summary>
public abstract class ComparisonTest(ApiPanel panel, DockerEngine docker) : ApiTest(panel)
{
    // The newest version that Docker 26.1 supports.
    private const string Version = "/v1.45";
    private readonly List<string> _differences = [];
    private EngineSide? _docker;
    private EngineSide? _panel;

    private IEnumerable<EngineSide> Both => [_docker!, _panel!];

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        (_docker, _panel) = (new EngineSide(await docker.StartedAsync(Panel)), new EngineSide(Api));
        foreach (var side in Both) side.Learn((await side.Api.GetAsync("/images/busybox/json")).GetProperty("Id").GetString()!, "busybox");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_docker is not null)
        {
            foreach (var side in Both)
            {
                await RemoveAllAsync(side.Api);
                await RemoveImagesAsync(side.Api);
            }
        }

        await base.DisposeAsync();
    }

    /// <summary>Fails with every difference found so far.</summary>
    protected void AssertSame() => Assert.True(_differences.Count == 0, string.Join('\n', _differences));

    /// <summary>Calls both and compares status and JSON; <c>{id of x}</c> in the path or body stands for each side's own id.</summary>
    /// <param name="call">The name of the call in <see cref="MayDiffer"/> and in differences.</param>
    /// <param name="method">Method.</param>
    /// <param name="path">Path without the version.</param>
    /// <param name="json">Body.</param>
    protected async Task CompareAsync(string call, string method, string path, string? json = null)
    {
        var (ofDocker, ofPanel) = (await AskAsync(_docker!, method, path, json), await AskAsync(_panel!, method, path, json));
        if (!SameStatus(call, ofDocker, ofPanel)) return;
        if (Parse(ofDocker.Body) is { } one && Parse(ofPanel.Body) is { } other) _differences.AddRange(JsonDifferences.Between(call, one, other, _docker!.Reads, _panel!.Reads));
        else if (_docker!.Reads(ofDocker.Body) != _panel!.Reads(ofPanel.Body)) _differences.Add($"{call}: {_docker.Reads(ofDocker.Body)} in Docker's answer, {_panel.Reads(ofPanel.Body)} in the panel's");
    }

    /// <summary>The same, but waits until <paramref name="ready"/> is true for both.</summary>
    protected async Task UntilAsync(string path, Func<JsonElement, bool> ready)
    {
        foreach (var side in Both)
            await Poll.UntilAsync(async () => ready(await side.Api.GetAsync(Version + path)), $"{path} is as awaited", cancellationToken: Cancellation);
    }

    /// <summary>Creates a container on both sides and compares the answers; from now on, its name stands for both ids.</summary>
    /// <param name="name">Name.</param>
    /// <param name="json">Members of the body beside the image.</param>
    protected async Task CreateAsync(string name, string json = "\"Cmd\":[\"sleep\",\"1000\"]")
    {
        List<Answer> answers = [];
        foreach (var side in Both)
        {
            var answer = await AskAsync(side, "POST", "/containers/create?name=" + name, $$"""{"Image":"busybox",{{json}}}""");
            if (answer.Status == 201) side.Learn(JsonElement.Parse(answer.Body).GetProperty("Id").GetString()!, name);
            answers.Add(answer);
        }

        if (SameStatus("create", answers[0], answers[1]))
            _differences.AddRange(JsonDifferences.Between("create", JsonElement.Parse(answers[0].Body), JsonElement.Parse(answers[1].Body), _docker!.Reads, _panel!.Reads));
    }

    /// <summary>Creates and starts a container.</summary>
    protected async Task RunAsync(string name, string json = "\"Cmd\":[\"sleep\",\"1000\"]")
    {
        await CreateAsync(name, json);
        await CompareAsync("start", "POST", $"/containers/{name}/start");
    }

    /// <summary>Sends what both must do, and records the id in the answer.</summary>
    protected async Task LearnAsync(string reads, string method, string path, string? json = null)
    {
        foreach (var side in Both)
        {
            var answer = await AskAsync(side, method, path, json);
            Assert.True(answer.Status < 300, $"{path} answered {answer.Status}: {answer.Body}");
            side.Learn(JsonElement.Parse(answer.Body).GetProperty("Id").GetString()!, reads);
        }
    }

    /// <summary>A header with JSON in base64, as the archive has it.</summary>
    protected async Task CompareHeaderAsync(string call, string method, string path, string header)
    {
        List<JsonElement> values = [];
        foreach (var side in Both)
        {
            using var answer = await side.Api.OpenAsync(new HttpMethod(method), Version + path);
            values.Add(JsonElement.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(Assert.Single(answer.Headers.GetValues(header))))));
        }

        _differences.AddRange(JsonDifferences.Between(call, values[0], values[1], _docker!.Reads, _panel!.Reads));
    }

    /// <summary>Sends a body of bytes to both; only the status is compared.</summary>
    protected async Task UploadAsync(string call, string method, string path, byte[] body)
    {
        List<Answer> answers = [];
        foreach (var side in Both)
        {
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
            var (status, text) = await side.Api.AskAsync(new HttpMethod(method), Version + path, content);
            answers.Add(new((int)status, text));
        }

        SameStatus(call, answers[0], answers[1]);
    }

    private bool SameStatus(string call, Answer ofDocker, Answer ofPanel)
    {
        if (ofDocker.Status == ofPanel.Status) return true;
        if (!MayDiffer.In(call, "", Difference.Value))
            _differences.Add($"{call}: the status is {ofDocker.Status} in Docker's answer ({ofDocker.Body.Trim()}) and {ofPanel.Status} in the panel's ({ofPanel.Body.Trim()})");
        return false;
    }

    private static async Task<Answer> AskAsync(EngineSide side, string method, string path, string? json)
    {
        var (status, body) = await side.Api.AskAsync(new HttpMethod(method), Version + Filled(side, path), json is null ? null : ApiClient.Json(Filled(side, json)));
        return new((int)status, body);
    }

    private static string Filled(EngineSide side, string text)
    {
        for (var at = text.IndexOf("{id of ", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{id of ", StringComparison.Ordinal))
        {
            var end = text.IndexOf('}', at);
            text = text[..at] + side.IdOf(text[(at + 7)..end]) + text[(end + 1)..];
        }

        return text;
    }

    /// <summary>One document, or a line of JSON each as a list; null when it is neither.</summary>
    private static JsonElement? Parse(string body)
    {
        if (body.Length == 0 || body[0] is not ('{' or '[')) return null;
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return JsonElement.Parse($"[{string.Join(',', body.Split('\n', StringSplitOptions.RemoveEmptyEntries))}]");
        }
    }

    private static async Task RemoveImagesAsync(ApiClient api)
    {
        foreach (var image in (await api.GetAsync("/images/json")).EnumerateArray().Where(image => !image.GetRawText().Contains("\"busybox:latest\"", StringComparison.Ordinal)))
            await api.AskAsync(HttpMethod.Delete, $"/images/{image.GetProperty("Id").GetString()}?force=1");
    }

    private readonly record struct Answer(int Status, string Body);
}
