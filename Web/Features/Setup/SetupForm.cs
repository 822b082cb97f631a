namespace Panel.Web.Features.Setup;

/// <summary>The input of the set-up page.</summary>
public sealed class SetupForm
{
    /// <summary>The token from the terminal.</summary>
    public string? Token { get; set; }

    /// <summary>Name of the first administrator.</summary>
    public string? UserName { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }

    /// <summary>The repeated password.</summary>
    public string? Repeated { get; set; }
}
