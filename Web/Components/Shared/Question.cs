using MudBlazor;

namespace Panel.Web.Components.Shared;

/// <summary>The question before something is lost.</summary>
/// <param name="Title">The question, such as <c>Remove web?</c>.</param>
/// <param name="Losses">What is lost or happens, one sentence each.</param>
/// <param name="Confirm">The text of the confirming button.</param>
public sealed record Question(string Title, IReadOnlyList<string> Losses, string Confirm)
{
    /// <summary>The names of the affected objects, when there is more than one.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The text of a check box; null without one.</summary>
    public string? Option { get; init; }
}

/// <summary>The answer "yes".</summary>
/// <param name="Option">Whether the check box was ticked.</param>
public sealed record Confirmed(bool Option);

/// <summary>Asks questions.</summary>
public static class QuestionDialogs
{
    /// <summary>Asks the question; returns null when the answer is no.</summary>
    public static async Task<Confirmed?> AskAsync(this IDialogService dialogs, Question question)
    {
        var dialog = await dialogs.ShowAsync<QuestionDialog>(
            question.Title, new DialogParameters<QuestionDialog> { { view => view.Question, question } });
        return (await dialog.Result)?.Data as Confirmed;
    }
}
