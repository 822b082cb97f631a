namespace Panel.Web.Features.Setup;

/// <summary>What the set-up page asks for.</summary>
public sealed class SetupForm
{
    /// <summary>The token that the terminal shows.</summary>
    public string? Token { get; set; }

    /// <summary>Name of the first administrator.</summary>
    public string? UserName { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }

    /// <summary>The password once more.</summary>
    public string? Repeated { get; set; }
}
