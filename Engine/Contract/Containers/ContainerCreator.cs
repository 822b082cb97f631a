namespace Panel.Engine.Contract;

/// <summary>Who created a container, in the words of whoever called the engine; the engine keeps them and never acts on them.</summary>
/// <param name="Kind">What kind of actor, such as a user of the panel.</param>
/// <param name="Id">The actor's identifier among those of its kind; null when it has none.</param>
/// <param name="Name">The actor's name at that time.</param>
public sealed record ContainerCreator(string Kind, string? Id, string Name);
