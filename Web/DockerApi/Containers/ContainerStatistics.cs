using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/stats</c>: a sample a second, or one of them.</summary>
internal static class ContainerStatistics
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var stream = call.Flag("stream", absent: true);
        var oneShot = call.Flag("one-shot");
        if (stream && oneShot) throw ApiException.Bad("One shot and a stream exclude each other; set stream to 0.");
        var row = (await ContainerLookup.FindAsync(call)).Summary;
        if (!row.State.IsRunning)
        {
            await call.JsonAsync(StatsOf.Nothing(row), DockerJson.Answers.StatsModel);
            return;
        }

        if (stream) await JsonAnswer.StreamAsync(call.Http.Response, SamplesAsync(call, row, call.Ended), DockerJson.Answers.StatsModel, call.Ended);
        else await call.JsonAsync(await OneAsync(call, row, oneShot), DockerJson.Answers.StatsModel);
    }

    // Without one-shot two samples are taken, so that the client can tell the CPU use from one answer.
    private static async Task<StatsModel> OneAsync(ApiCall call, ContainerSummary row, bool oneShot)
    {
        var taken = StatsOf.Nothing(row);
        var samples = 0;
        await foreach (var sample in SamplesAsync(call, row, call.Ended))
        {
            taken = sample;
            if (oneShot || ++samples == 2) break;
        }

        return taken;
    }

    private static async IAsyncEnumerable<StatsModel> SamplesAsync(ApiCall call, ContainerSummary row, [EnumeratorCancellation] CancellationToken ended)
    {
        ContainerStats? previous = null;
        await foreach (var sample in call.Engine.Containers.StreamStatsAsync(row.Id, ended))
        {
            yield return StatsOf.Sample(row, sample, previous);
            previous = sample;
        }
    }
}
