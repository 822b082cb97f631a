using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/json</c>.</summary>
internal static class ContainerList
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var limit = (int?)Math.Clamp(call.LongNumber("limit") ?? 0, int.MinValue, int.MaxValue);
        var wanted = await ContainerListFilter.ParseAsync(call, all: call.Flag("all") || limit > 0);
        var rows = (await call.Engine.Containers.ListAsync(wanted.OfEngine, call.Ended)).Where(wanted.Matches);
        await AnswerAsync(call, limit > 0 ? rows.Take(limit.Value) : rows);
    }

    /// <summary>Every container, for the disk usage.</summary>
    public static async Task<List<ContainerSummaryModel>> AllAsync(ApiCall call) =>
        await ModelsAsync(call, await call.Engine.Containers.ListAsync(cancellationToken: call.Ended), withSize: true);

    private static async Task AnswerAsync(ApiCall call, IEnumerable<ContainerSummary> rows) =>
        await call.JsonAsync(await ModelsAsync(call, rows, call.Flag("size")), DockerJson.Answers.ListContainerSummaryModel);

    private static async Task<List<ContainerSummaryModel>> ModelsAsync(ApiCall call, IEnumerable<ContainerSummary> rows, bool withSize)
    {
        var now = call.Service<TimeProvider>().GetUtcNow();
        var networks = ContainerNetworks.Of(call);
        var images = new ImageNames(call);
        List<ContainerSummaryModel> models = [];
        foreach (var row in rows)
        {
            if (await TryModelAsync(call, row, networks, now, withSize) is not { } model) continue;
            model.Image = await images.OfAsync(row);
            models.Add(model);
        }

        return models;
    }

    private static async Task<ContainerSummaryModel?> TryModelAsync(ApiCall call, ContainerSummary row, ContainerNetworks networks, DateTimeOffset now, bool withSize)
    {
        try
        {
            var model = Model(await call.Engine.Containers.InspectAsync(row.Id, call.Ended), networks, now);
            if (!withSize) return model;
            var size = await call.Engine.Containers.GetSizeAsync(row.Id, call.Ended);
            (model.SizeRw, model.SizeRootFs) = (size.WrittenBytes, size.TotalBytes);
            return model;
        }
        catch (ObjectNotFoundException)
        {
            // The container was removed after the listing.
            return null;
        }
    }

    private static ContainerSummaryModel Model(ContainerDetails details, ContainerNetworks networks, DateTimeOffset now)
    {
        var row = details.Summary;
        return new()
        {
            Id = row.Id,
            Names = ["/" + row.Name],
            Image = row.Image,
            ImageID = row.ImageId,
            Command = CommandLine(details.Process.Arguments),
            Created = row.CreatedAt.ToUnixTimeSeconds(),
            Ports = row.State.IsRunning ? ContainerPorts.Listed(row.Ports) : [],
            Labels = row.Labels,
            State = StatusText.Word(row.State.Status),
            Status = StatusText.Of(row.State, now),
            HostConfig = new(details.Spec.DisabledNetworkMode ?? details.Spec.NetworkMode),
            NetworkSettings = new(networks.Endpoints(details)),
            Mounts = ContainerMounts.Points(details),
        };
    }

    // As in Docker: quotes, without escapes, surround a word with a space, except for the program.
    private static string CommandLine(IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Select((argument, index) => index > 0 && argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument));
}
