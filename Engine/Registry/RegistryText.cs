using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Registry;

/// <summary>Texts of and about registries, fit for messages.</summary>
public static class RegistryText
{
    /// <summary>The message of a failed request.</summary>
    public static string Of(Exception fault) => fault switch
    {
        TransientRegistryException transient => transient.Message,
        EngineException told => told.Message,
        _ => Cause.Of(fault),
    };

    /// <summary>Foreign text, on one line and with limited length.</summary>
    public static string Shown(string? text, int most = 100)
    {
        var line = new string([.. (text ?? "").Take(most + 1).Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
        return line.Length <= most ? line : line[..most] + "…";
    }

    /// <summary>Converts the beginning of a sentence for use inside one.</summary>
    public static string Within(string what) => what.Contains(' ') ? char.ToLowerInvariant(what[0]) + what[1..] : what;
}
