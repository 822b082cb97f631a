using System.Text.RegularExpressions;
using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Door;

/// <summary>Values of environment variables that look like secrets. Viewers never get them: neither in a page nor by the Docker API.</summary>
internal static partial class SecretValues
{
    /// <summary>What a viewer reads in place of a secret.</summary>
    public const string Hidden = "••••••";

    /// <summary>The container as the actor may see it.</summary>
    public static ContainerDetails Hide(ContainerDetails container, Actor actor) => SeesAll(actor) ? container : container with
    {
        Spec = container.Spec with { Environment = Hide(container.Spec.Environment) },
        Process = container.Process with { Environment = Hide(container.Process.Environment) },
    };

    /// <summary>The command as the actor may see it.</summary>
    public static ExecDetails Hide(ExecDetails exec, Actor actor) =>
        SeesAll(actor) ? exec : exec with { Spec = exec.Spec with { Environment = Hide(exec.Spec.Environment) } };

    /// <summary>The image as the actor may see it; its history repeats the variables that a build sets.</summary>
    public static ImageDetails Hide(ImageDetails image, Actor actor) => SeesAll(actor) ? image : image with
    {
        Configuration = image.Configuration with { Environment = Hide(image.Configuration.Environment) },
        History = [.. image.History.Select(step => step with { CreatedBy = Assignment().Replace(step.CreatedBy, match => Hide(match.Value)) })],
    };

    /// <summary>Whether a variable, as <c>NAME=value</c>, looks like a secret: by its name, or because it is an address with a password.</summary>
    internal static bool IsSecret(string variable) =>
        variable.IndexOf('=') is var split and > 0 && split < variable.Length - 1 && (Name().IsMatch(variable[..split]) || AddressWithPassword().IsMatch(variable[(split + 1)..]));

    private static bool SeesAll(Actor actor) => actor.May(PanelRole.Operator);

    private static List<string> Hide(IReadOnlyList<string> environment) => [.. environment.Select(Hide)];

    private static string Hide(string variable) => IsSecret(variable) ? variable[..(variable.IndexOf('=') + 1)] + Hidden : variable;

    [GeneratedRegex("PASSWORD|PASSWD|PASSPHRASE|(^|_|PG|DB|SQL)PASS($|_)|(^|_)PWD$|SECRET|TOKEN|CREDENTIAL|PRIVATE|SALT|PIN$|APIKEY|(^|_)(KEY|AUTH|DSN|CERT|SIGNATURE)S?($|_)|CONNECTION_?STRING", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("://[^/@\\s:]*:[^/@\\s]+@")]
    private static partial Regex AddressWithPassword();

    // A word, or a quoted text, after the name of a variable.
    [GeneratedRegex("""[A-Za-z_][A-Za-z0-9_]*=("(?:[^"\\]|\\.)*"|'[^']*'|\S+)""")]
    private static partial Regex Assignment();
}
