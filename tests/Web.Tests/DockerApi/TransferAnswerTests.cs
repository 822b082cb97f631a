using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Images;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.Tests.DockerApi;

/// <summary>What a client reads when a transfer fails after its first line.</summary>
public sealed class TransferAnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fault_OfTheEngine_IsToldAsItIs() =>
        Assert.Contains("The registry is gone.", await AnswerAsync(new EngineFailureException("The registry is gone.", "pull")), StringComparison.Ordinal);

    [Fact]
    public async Task Fault_OfAnotherKind_IsToldWithoutItsInsides()
    {
        var answer = await AnswerAsync(new FileNotFoundException("Could not find file '/var/lib/panel/blobs/1'."));
        Assert.Contains("Something in the panel failed; its log says what.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("/var/lib", answer, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(Exception fault)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body } };
        var call = new ApiCall(http, ApiVersion.Newest, new Dictionary<string, string>(), services, Cancellation);
        await TransferAnswer.RunAsync(call, (progress, _) =>
        {
            progress.Report(new(null, TransferStage.Found));
            throw fault;
        }, _ => Progress.Of("begun"));
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
