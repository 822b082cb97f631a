namespace Panel.Engine.Contract;

/// <summary>The creator of a container, in the words of the engine's caller. The engine stores them and never acts on them.</summary>
/// <param name="Kind">The kind of actor, such as a user of the panel.</param>
/// <param name="Id">The actor's id among its kind; null without one.</param>
/// <param name="Name">The actor's name at that time.</param>
public sealed record ContainerCreator(string Kind, string? Id, string Name);
