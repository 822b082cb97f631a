using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Seccomp;

/// <summary>Loads profiles.</summary>
public static class SeccompProfiles
{
    private static readonly Lazy<SeccompProfile> BuiltIn = new(LoadDefault);

    /// <summary>The default profile. Docker's rules, without the 32-bit socketcall (ADR 0007).</summary>
    public static SeccompProfile Default => BuiltIn.Value;

    /// <summary>Parses a profile in Docker's JSON format.</summary>
    /// <exception cref="InvalidInputException">It is not JSON in that form.</exception>
    public static SeccompProfile Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SeccompJson.Default.SeccompProfile)
                ?? throw new InvalidInputException("The seccomp profile is empty; give a JSON object with defaultAction and syscalls.", "Security.SeccompProfile");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                $"The seccomp profile cannot be read near \"{exception.Path}\"; give it in Docker's JSON format.", "Security.SeccompProfile", exception);
        }
    }

    private static SeccompProfile LoadDefault()
    {
        using var stream = typeof(SeccompProfiles).Assembly.GetManifestResourceStream("Panel.Engine.Native.Seccomp.default-profile.json")!;
        return JsonSerializer.Deserialize(stream, SeccompJson.Default.SeccompProfile)!;
    }
}
