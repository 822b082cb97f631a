using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Jobs;

namespace Panel.Web.Control;

/// <summary><c>panel jobs [ID]</c>: lists the newest jobs, or prints the log of one.</summary>
internal static class JobsCommand
{
    private const int Newest = 20;
    private const int MostSearched = 10_000;
    private const int ShortId = 12;

    /// <summary>Runs the command.</summary>
    public static async Task<int> RunAsync(ControlCall call, CancellationToken cancellationToken)
    {
        var jobs = call.Services.GetRequiredService<JobOperations>();
        if (call.Argument(0) is { } id)
        {
            await PrintAsync(call, jobs, id, cancellationToken);
            return ExitCodes.Done;
        }

        var now = call.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await call.Say(Row("ID", "STATE", "PROGRESS", "CREATED", "BY", "JOB"));
        foreach (var job in await jobs.ListAsync(null, [], null, Newest, cancellationToken))
        {
            var percent = job is { HasEnded: false, Percent: { } share } ? share.ToString("0", CultureInfo.InvariantCulture) + " %" : "";
            var (row, state) = (job.Row, $"{job.Row.State}".ToLowerInvariant());
            await call.Say(Row(row.Id[..ShortId], state, percent, Format.Ago(row.CreatedAt, now), row.ActorName, jobs.TitleOf(row)));
        }

        return ExitCodes.Done;
    }

    private static async Task PrintAsync(ControlCall call, JobOperations jobs, string id, CancellationToken cancellationToken)
    {
        var all = await jobs.ListAsync(null, [], null, MostSearched, cancellationToken);
        var found = all.Where(job => job.Row.Id.StartsWith(id, StringComparison.Ordinal)).ToList();
        var job = found switch
        {
            [var one] => one,
            [] => throw new ObjectNotFoundException($"There is no job {id}; 'panel jobs' lists the newest ones."),
            _ => throw new InvalidInputException($"The ids of {found.Count} jobs begin with {id}; write more of it."),
        };
        var log = await jobs.LogAsync(job.Row.Id, cancellationToken);
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries)) await call.Say(line);
    }

    private static string Row(string id, string state, string progress, string created, string by, string job) =>
        $"{id,-ShortId}  {state,-11}  {progress,8}  {created,-10}  {by,-16}  {job}";
}
