using Panel.Engine.Native.Containers;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>Notes what would go to the disk.</summary>
internal sealed class NotedJournal : IContainerJournal
{
    public List<string> Notes { get; } = [];

    public List<LifePhase> Doubts { get; } = [];

    public IOException? Fault { get; set; }

    public void Save(ContainerConfig config) => Note("configured");

    public void Save(Container container) => Note("saved");

    public void Write(Container container, bool durable) => Note(durable ? "durable" : "written");

    public void Tell(Container container) => Note("told");

    public void Doubt(Container container, LifePhase from) => Doubts.Add(from);

    private void Note(string what)
    {
        if (Fault is not null) throw Fault;
        Notes.Add(what);
    }
}
