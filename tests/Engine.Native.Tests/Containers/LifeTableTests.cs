using Panel.Engine.Native.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class LifeTableTests
{
    [Fact]
    public void Table_OfTheProgram_IsTheTableOfItsDecision()
    {
        var written = File.ReadLines(Path.Combine(Repository.Root, "docs/decisions/0030-container-life.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 5 && Enum.TryParse<LifePhase>(cells[1], out _))
            .SelectMany(cells => cells[2].Split(", ").Select(to => (Enum.Parse<LifePhase>(cells[1]), Enum.Parse<LifePhase>(to))))
            .Distinct();
        var known = LifeTable.Ways.SelectMany(pair => pair.Value.Select(to => (pair.Key, to)));
        Assert.Equal(known.Order(), written.Order());
    }

    [Fact]
    public void Table_OfTheProgram_NamesEveryPhase() => Assert.Equal(Enum.GetValues<LifePhase>(), LifeTable.Ways.Keys.Order());
}
