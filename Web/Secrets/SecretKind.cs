namespace Panel.Web.Secrets;

/// <summary>What secrets are for. A secret of one kind cannot be opened as one of another.</summary>
/// <param name="Name">Its name in the database.</param>
/// <param name="Purpose">Binds the encryption to the kind. It never changes: with another purpose, no stored secret of the kind opens.</param>
/// <param name="Label">What people call such a secret, such as <c>password</c>.</param>
/// <param name="Remedy">What a person does when one cannot be opened, such as <c>enter it again on the page Registries</c>.</param>
public sealed record SecretKind(string Name, string Purpose, string Label, string Remedy)
{
    /// <summary>The password or token of a registry's account; its name is the registry's address. The purpose is that of the time before
    /// the store, so that the passwords of that time still open.</summary>
    public static SecretKind Registry { get; } = new("registry", "Panel.Registries.Password.v1", "password", "enter it again on the page Registries");
}
