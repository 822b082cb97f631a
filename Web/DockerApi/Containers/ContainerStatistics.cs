using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/stats</c>: one sample a second, or a single one.</summary>
internal static class ContainerStatistics
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public static async Task AnswerAsync(ApiCall call)
    {
        var stream = call.Flag("stream", absent: true);
        var oneShot = call.Flag("one-shot");
        if (stream && oneShot) throw ApiException.Bad("One shot and a stream exclude each other; set stream to 0.");
        var row = (await ContainerLookup.FindAsync(call)).Summary;
        if (stream) await JsonAnswer.StreamAsync(call.Http.Response, SamplesAsync(call, row, call.Ended), DockerJson.Answers.StatsModel, call.Ended);
        else await call.JsonAsync(row.State.IsRunning ? await OneAsync(call, row, oneShot) : StatsOf.Nothing(row), DockerJson.Answers.StatsModel);
    }

    // Without one-shot, the answer needs two samples, so that the client can compute the CPU use.
    private static async Task<StatsModel> OneAsync(ApiCall call, ContainerSummary row, bool oneShot)
    {
        var taken = StatsOf.Nothing(row);
        ContainerStats? first = null;
        await foreach (var sample in RunAsync(call, row, call.Ended))
        {
            taken = StatsOf.Sample(row, sample, first);
            if (oneShot || first is not null) break;
            first = sample;
        }

        return taken;
    }

    // Continues over stops and restarts until the container is removed, with one empty sample a second while it is stopped, as Docker does.
    private static async IAsyncEnumerable<StatsModel> SamplesAsync(ApiCall call, ContainerSummary row, [EnumeratorCancellation] CancellationToken ended)
    {
        var time = call.Service<TimeProvider>();
        for (ContainerSummary? now = row; now is not null; now = await CurrentAsync(call, row.Id, ended))
        {
            ContainerStats? previous = null;
            await foreach (var sample in RunAsync(call, now, ended))
            {
                yield return StatsOf.Sample(now, sample, previous);
                previous = sample;
            }

            yield return StatsOf.Nothing(now, previous);
            await Task.Delay(Period, time, ended);
        }
    }

    // The samples of one run; none when the container is not running.
    private static async IAsyncEnumerable<ContainerStats> RunAsync(ApiCall call, ContainerSummary row, [EnumeratorCancellation] CancellationToken ended)
    {
        if (!row.State.IsRunning || Open(call, row.Id, ended) is not { } samples) yield break;
        await foreach (var sample in samples) yield return sample;
    }

    private static IAsyncEnumerable<ContainerStats>? Open(ApiCall call, string id, CancellationToken ended)
    {
        try
        {
            return call.Engine.Containers.StreamStatsAsync(id, ended);
        }
        catch (Exception over) when (over is ConflictException or ObjectNotFoundException)
        {
            // It ended or was removed after the lookup.
            return null;
        }
    }

    private static async Task<ContainerSummary?> CurrentAsync(ApiCall call, string id, CancellationToken ended)
    {
        try
        {
            return (await call.Engine.Containers.InspectAsync(id, ended)).Summary;
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }
}
