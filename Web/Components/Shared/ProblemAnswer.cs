using Microsoft.AspNetCore.Http.HttpResults;
using Panel.Engine.Contract;

namespace Panel.Web.Components.Shared;

/// <summary>The HTTP answer for a failure at one of a page's own addresses: the sentence as text, with the matching status.</summary>
public static class ProblemAnswer
{
    /// <summary>Creates the answer.</summary>
    public static ContentHttpResult Of(EngineException error, ILogger logger) => TypedResults.Text(Problem.Describe(error, logger), statusCode: error switch
    {
        ObjectNotFoundException => StatusCodes.Status404NotFound,
        NotPermittedException => StatusCodes.Status403Forbidden,
        ConflictException => StatusCodes.Status409Conflict,
        InvalidInputException => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    });
}
