using System.Runtime.CompilerServices;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Networks;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Daemon;

/// <summary><c>GET /events</c>: past events since a time, then new ones until another.</summary>
internal static class EventsEndpoint
{
    // Everything that the engine keeps.
    private const int Kept = 1024;

    public static async Task AnswerAsync(ApiCall call)
    {
        var filters = EventFilters.Parse(call);
        var time = call.Service<TimeProvider>();
        var (since, until) = (GoTime.Seconds("since", call.Query("since")), GoTime.Seconds("until", call.Query("until")));
        if (since > until) throw ApiException.Bad("The parameter since is a later time than until; nothing can have happened between them.");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
        // Subscribes before it reads the past, so that no event is missed in between.
        var live = call.Engine.Events.WatchAsync(end.Token);
        List<EngineEvent> past = since is null && until is null ? [] : [.. await call.Engine.Events.RecentAsync(Kept, call.Ended)];
        if (until is { } last) EndAt(end, time, last);
        var instance = call.Service<PanelOptions>().InstanceName();
        var events = Select(past, live, since, until, end.Token).Select(happening => Identified(happening, instance));
        await JsonAnswer.StreamAsync(call.Http.Response, Wanted(events, filters), DockerJson.Answers.EventModel, call.Ended);
    }

    private static void EndAt(CancellationTokenSource end, TimeProvider time, long untilNanoseconds)
    {
        var rest = TimeSpan.FromTicks((untilNanoseconds - GoTime.UnixNanoseconds(time.GetUtcNow())) / 100);
        if (rest <= TimeSpan.Zero) end.Cancel();
        else if (rest.TotalMilliseconds < int.MaxValue) end.CancelAfter(rest);
    }

    private static async IAsyncEnumerable<EngineEvent> Select(
        List<EngineEvent> past, IAsyncEnumerable<EngineEvent> live, long? since, long? until, [EnumeratorCancellation] CancellationToken end)
    {
        bool InTime(EngineEvent happening) =>
            GoTime.UnixNanoseconds(happening.Time) is var at && (since is null || at >= since) && (until is null || at <= until);

        foreach (var happening in past.Where(InTime)) yield return happening;
        await using var reader = live.GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(reader))
        {
            if (InTime(reader.Current) && !past.Contains(reader.Current with { Missed = 0 })) yield return reader.Current;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<EngineEvent> reader)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            // The requested time is over, or the client has left; the caller's token tells which.
            return false;
        }
    }

    // A network's id is made of its name; an image that has lost a name is called by its id from then on, as in Docker.
    private static EngineEvent Identified(EngineEvent happening, string instance) => (happening.Type, happening.Action) switch
    {
        ("network", _) => happening with { Id = NetworkIdentity.Network(instance, happening.Name) },
        ("image", "untag") => happening with { Name = happening.Id },
        _ => happening,
    };

    private static async IAsyncEnumerable<EventModel> Wanted(IAsyncEnumerable<EngineEvent> events, EventFilters filters)
    {
        await foreach (var happening in events)
        {
            if (filters.Matches(happening)) yield return Model(happening);
        }
    }

    // In Docker the attributes include the labels. It identifies a volume by its id alone, and writes the name before a rename with a
    // slash.
    private static Dictionary<string, string> Attributes(EngineEvent happening)
    {
        Dictionary<string, string> attributes = new(happening.Labels);
        foreach (var (key, value) in happening.Attributes) attributes[key] = key == "oldName" ? "/" + value : value;
        if (happening.Type == "volume") attributes.TryAdd("driver", "local");
        else attributes.TryAdd("name", happening.Name);
        return attributes;
    }

    private static EventModel Model(EngineEvent happening)
    {
        var attributes = Attributes(happening);
        var legacy = happening.Type is "container" or "image";
        return new()
        {
            Status = legacy ? happening.Action : null,
            LegacyId = legacy ? happening.Id : null,
            From = happening.Type == "container" ? happening.Attributes.GetValueOrDefault("image") : null,
            Type = happening.Type,
            Action = happening.Action,
            Actor = new(happening.Id, attributes),
            Time = happening.Time.ToUnixTimeSeconds(),
            TimeNano = GoTime.UnixNanoseconds(happening.Time),
        };
    }
}
