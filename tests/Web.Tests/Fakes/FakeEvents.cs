using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

public sealed class FakeEvents : IEngineEvents
{
    private readonly Channel<EngineEvent> _events = Channel.CreateUnbounded<EngineEvent>();

    public List<EngineEvent> Kept { get; } = [];

    public void Happen(EngineEvent happening)
    {
        Kept.Add(happening);
        _events.Writer.TryWrite(happening);
    }

    public IReadOnlyList<EngineEvent> Recent(int count) => [.. Kept.TakeLast(count)];

    public async IAsyncEnumerable<EngineEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var happening in _events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return happening;
        }
    }
}
