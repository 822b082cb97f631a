namespace Panel.Web.Features.SignIn;

/// <summary>The input of the sign-in page.</summary>
public sealed class SignInForm
{
    /// <summary>User name.</summary>
    public string? UserName { get; set; }

    /// <summary>Password.</summary>
    public string? Password { get; set; }
}
