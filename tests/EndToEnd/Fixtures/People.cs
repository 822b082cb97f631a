namespace Panel.EndToEnd.Fixtures;

/// <summary>Somebody who uses the panel.</summary>
public sealed record People(string UserName, string Password)
{
    /// <summary>May do all.</summary>
    public static People Administrator { get; } = new("ada", "correct horse battery");

    /// <summary>May look.</summary>
    public static People Viewer { get; } = new("vera", "staple of the viewer");

    /// <summary>The settings that make this person the first administrator.</summary>
    public IReadOnlyDictionary<string, string> AsSettings() => new Dictionary<string, string>
    {
        ["Panel__Admin__UserName"] = UserName,
        ["Panel__Admin__Password"] = Password,
    };
}
