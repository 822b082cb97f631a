using System.Net;
using System.Text.Json;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>A test with the shared panel; its containers are removed before the next test begins.</summary>
// One after another, because all use the same list of containers.
[Collection("Panels")]
public abstract class ApiTest(ApiPanel panel) : IAsyncLifetime
{
    /// <summary>The panel.</summary>
    protected ApiPanel Panel => panel;

    /// <summary>Its API.</summary>
    protected ApiClient Api => panel.Api;

    /// <summary>Cancelled when the run is.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.TestOutputHelper?.WriteLine("The panel said:\n" + panel.Process.Output);
        await RemoveAllAsync(Api);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes every container and volume of an engine.</summary>
    protected static async Task RemoveAllAsync(ApiClient api)
    {
        foreach (var container in (await api.GetAsync("/containers/json?all=1")).EnumerateArray()) await api.RemoveAsync(container.GetProperty("Id").GetString()!);
        foreach (var volume in (await api.GetAsync("/volumes")).GetProperty("Volumes").EnumerateArray())
            await api.AskAsync(HttpMethod.Delete, "/volumes/" + volume.GetProperty("Name").GetString());
    }

    /// <summary>Waits until the list has no container of that name.</summary>
    protected Task UntilGoneAsync(string name) => Poll.UntilAsync(
        async () => (await Api.AskAsync(HttpMethod.Get, $"/containers/{name}/json")).Status == HttpStatusCode.NotFound, $"{name} is gone", cancellationToken: Cancellation);

    /// <summary>Asserts that every member of the first is in the second with the same value.</summary>
    protected static void AssertJson(string expected, JsonElement actual)
    {
        foreach (var member in JsonElement.Parse(expected).EnumerateObject())
            Assert.Equal((member.Name, JsonSerializer.Serialize(member.Value)), (member.Name, JsonSerializer.Serialize(actual.GetProperty(member.Name))));
    }
}
