namespace Panel.Engine.Contract;

/// <summary>Something on the disk that the engine cannot use. It is kept unchanged, and the engine continues without it.</summary>
/// <param name="Sentence">What it is and what is wrong with it.</param>
/// <param name="Remedy">What a person can do.</param>
public sealed record EngineProblem(string Sentence, string Remedy);
