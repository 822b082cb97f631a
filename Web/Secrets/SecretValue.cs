using System.Diagnostics;

namespace Panel.Web.Secrets;

/// <summary>An open secret. It has no property and its text is a placeholder, so that no log, exception, JSON or page shows the value by
/// mistake.</summary>
/// <param name="text">The value.</param>
[DebuggerDisplay(Placeholder)]
public sealed class SecretValue(string text)
{
    private const string Placeholder = "(secret)";

    /// <summary>The value, for whoever hands it to the program or the server that it is for.</summary>
    public string Reveal() => text;

    /// <summary>A placeholder.</summary>
    public override string ToString() => Placeholder;
}
