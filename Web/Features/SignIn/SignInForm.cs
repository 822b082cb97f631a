namespace Panel.Web.Features.SignIn;

/// <summary>What the sign-in page asks for.</summary>
public sealed class SignInForm
{
    /// <summary>User name.</summary>
    public string? UserName { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }
}
